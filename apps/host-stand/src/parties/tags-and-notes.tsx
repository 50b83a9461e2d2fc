import { Badge } from '../ui/badge.tsx'
import { words } from '../words.ts'
import { glyphOf } from './tag-glyphs.tsx'
import styles from './tags-and-notes.module.css'

/** The tags and notes of a party in full. */
export function TagsAndNotes({ tags, notes }: { tags: readonly string[]; notes: string }) {
  return (
    <>
      {tags.length > 0 && (
        <ul className={styles.tags} aria-label={words.parties.tags}>
          {tags.map((tag) => {
            const Glyph = glyphOf(tag)
            return (
              <li key={tag}>
                <Badge icon={<Glyph size={15} aria-hidden />}>{words.parties.tag(tag)}</Badge>
              </li>
            )
          })}
        </ul>
      )}
      {notes !== '' && <p className={styles.notes}>{notes}</p>}
    </>
  )
}
