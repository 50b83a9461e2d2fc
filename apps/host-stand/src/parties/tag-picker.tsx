import { useOpenFloor } from '../session/client-hooks.ts'
import { classes } from '../ui/button.tsx'
import { words } from '../words.ts'
import { glyphOf } from './tag-glyphs.tsx'
import styles from './tag-picker.module.css'

/** A picker of the common tags and those in use today. */
export function TagPicker({
  tags,
  onChange,
}: {
  tags: readonly string[]
  onChange: (tags: readonly string[]) => void
}) {
  const { guests, reservations } = useOpenFloor()
  const used = [...guests.values(), ...reservations.values()].flatMap((one) => one.tags)
  const known = [...new Set([...Object.keys(words.parties.tagNames), ...tags, ...used])].slice(0, 12)
  return (
    <fieldset className={styles.tags}>
      <legend className={styles.label}>{words.parties.tags}</legend>
      <div className={styles.row}>
        {known.map((tag) => {
          const Glyph = glyphOf(tag)
          const isOn = tags.includes(tag)
          return (
            <button
              key={tag}
              type="button"
              className={classes(styles.tag, isOn && styles.on)}
              aria-pressed={isOn}
              onClick={() => onChange(isOn ? tags.filter((one) => one !== tag) : [...tags, tag])}
            >
              <Glyph size={16} aria-hidden />
              {words.parties.tag(tag)}
            </button>
          )
        })}
      </div>
    </fieldset>
  )
}
