import { Chips } from '../ui/chips.tsx'
import { Stepper } from '../ui/stepper.tsx'
import { words } from '../words.ts'
import styles from './quote-picker.module.css'

const usual = [10, 15, 20, 30, 45, 60]
const stepMinutes = 5
/** Nobody waits longer at a door. */
const longestMinutes = 240

/** The quoted wait in minutes: a usual one with one tap, or any other. Undefined for none. */
export function QuotePicker({
  value,
  onChange,
}: {
  value: number | undefined
  onChange: (minutes: number | undefined) => void
}) {
  return (
    <div className={styles.quote}>
      <Stepper
        label={words.line.quote}
        value={value}
        min={1}
        max={longestMinutes}
        step={stepMinutes}
        onChange={onChange}
        none={{ label: words.line.noQuote, onPick: () => onChange(undefined) }}
      />
      <Chips
        label={words.line.quote}
        isLabelHidden
        value={value}
        onPick={onChange}
        options={usual.map((minutes) => ({ value: minutes, label: String(minutes) }))}
      />
    </div>
  )
}
