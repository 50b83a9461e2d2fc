import { classes } from './button.tsx'
import styles from './chips.module.css'

export interface ChipsProps<Value extends string | number> {
  label: string
  value: Value | undefined
  /** Undefined when the selected one is tapped again. */
  onPick: (value: Value | undefined) => void
  options: readonly { value: Value; label: string }[]
  isLabelHidden?: boolean
  /** The number of columns; all in one row by default. */
  columns?: number
}

/** A choice of a few values; a second tap clears it. */
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
