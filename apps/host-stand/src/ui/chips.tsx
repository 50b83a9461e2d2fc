import { classes } from './button.tsx'
import styles from './chips.module.css'

export interface ChipsProps<Value extends string | number> {
  label: string
  value: Value | undefined
  /** Undefined where the one that was picked is tapped again. */
  onPick: (value: Value | undefined) => void
  options: readonly { value: Value; label: string }[]
  isLabelHidden?: boolean
  /** How many stand beside each other; all of them, where nothing is said. */
  columns?: number
}

/** One of a few values, each a tap away; a second tap takes it back. */
export function Chips<Value extends string | number>(props: ChipsProps<Value>) {
  const { label, value, onPick, options, isLabelHidden = false, columns = options.length } = props
  return (
    <fieldset className={styles.chips}>
      <legend className={isLabelHidden ? 'visually-hidden' : styles.label}>{label}</legend>
      <div className={styles.row} style={{ gridTemplateColumns: `repeat(${columns}, minmax(0, 1fr))` }}>
        {options.map((option) => (
          <button
            key={option.value}
            type="button"
            className={classes(styles.chip, option.value === value && styles.picked)}
            aria-pressed={option.value === value}
            onClick={() => onPick(option.value === value ? undefined : option.value)}
          >
            {option.label}
          </button>
        ))}
      </div>
    </fieldset>
  )
}
