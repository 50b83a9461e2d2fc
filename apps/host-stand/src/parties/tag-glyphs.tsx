import {
  Accessibility,
  Baby,
  Cake,
  CalendarHeart,
  Crown,
  Heart,
  type LucideIcon,
  NotebookPen,
  Star,
  Tag,
  Wheat,
} from 'lucide-react'
import { classes } from '../ui/button.tsx'
import { careOf } from './care.ts'
import styles from './tag-glyphs.module.css'

const known: readonly [RegExp, LucideIcon][] = [
  [/allerg|gluten|vegan|nut/i, Wheat],
  [/birth/i, Cake],
  [/anniv|wedding/i, CalendarHeart],
  [/regular|friend/i, Star],
  [/vip|owner|press/i, Crown],
  [/chair|child|kid|baby|pram/i, Baby],
  [/wheel|access/i, Accessibility],
  [/date|heart/i, Heart],
]

/** The glyph of a tag; common tags have their own. */
export function glyphOf(tag: string): LucideIcon {
  if (/wheel/i.test(tag)) return Accessibility
  return known.find(([pattern]) => pattern.test(tag))?.[1] ?? Tag
}

const isCare = (tag: string) => careOf({ tags: [tag], notes: '' }).length > 0

/** The tags and notes of a party as small glyphs, each with a tooltip and an accessible name. */
export function TagGlyphs({ tags, notes }: { tags: readonly string[]; notes: string }) {
  if (tags.length === 0 && notes === '') return null
  return (
    <span className={styles.glyphs}>
      {tags.map((tag) => {
        const Glyph = glyphOf(tag)
        return (
          <span
            key={tag}
            className={classes(styles.glyph, isCare(tag) && styles.care)}
            role="img"
            aria-label={tag}
            title={tag}
          >
            <Glyph size={15} aria-hidden />
          </span>
        )
      })}
      {notes !== '' && (
        <span
          className={classes(styles.glyph, careOf({ tags: [], notes }).length > 0 && styles.care)}
          role="img"
          aria-label={notes}
          title={notes}
        >
          {careOf({ tags, notes }).length > careOf({ tags, notes: '' }).length && <Wheat size={15} aria-hidden />}
          <NotebookPen size={15} aria-hidden />
        </span>
      )}
    </span>
  )
}
