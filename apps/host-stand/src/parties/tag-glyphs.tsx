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
import { words } from '../words.ts'
import { careOf } from './care.ts'
import styles from './tag-glyphs.module.css'

// A restaurant makes up tags in its own language.
const known: readonly [RegExp, LucideIcon][] = [
  [/al+erg|gluten|vegan|nut|nuss|noix/i, Wheat],
  [/birth|geburt|cumple/i, Cake],
  [/anniv|wedding/i, CalendarHeart],
  [/regular|friend|stamm|habitu/i, Star],
  [/vip|owner|press/i, Crown],
  [/chair|child|kid|baby|pram|kinder|hochstuhl|trona|enfant/i, Baby],
  [/wheel|access/i, Accessibility],
  [/date|heart/i, Heart],
]

/** The glyph of a tag; common tags have their own. */
export function glyphOf(tag: string): LucideIcon {
  if (/wheel|rollstuhl|ruedas|roulant/i.test(tag)) return Accessibility
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
            aria-label={words.parties.tag(tag)}
            title={words.parties.tag(tag)}
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
