import { Minus, Plus } from 'lucide-react'
import { type KeyboardEvent, useId, useState } from 'react'
import { words } from '../words.ts'
import { classes, IconButton } from './button.tsx'
import styles from './stepper.module.css'

const say = words.common

/** A number with buttons and arrow keys for one step less and one more. */
export function Stepper({
  label,
  value,
  min,
  max,
  step = 1,
  isLabelHidden = false,
  onChange,
  onStep,
  none,
}: {
  label: string
  /** Undefined for several that differ, or for none. */
  value: number | undefined
  min: number
  max: number
  step?: number
  isLabelHidden?: boolean
  onChange: (value: number) => void
  /** What the buttons do where the values differ. */
  onStep?: (by: number) => void
  /** Where no number is a value too: its word, and what picks it. It comes below the least number. */
  none?: { label: string; onPick: () => void }
}) {
  const id = useId()
  // The typed text until blur: it may be no valid number yet.
  const [typed, setTyped] = useState<string>()
  const set = (next: number) => onChange(Math.min(max, Math.max(min, Math.round(next))))

  function type(text: string): void {
    const clean = text.replace(/[^\d-]/g, '')
    setTyped(clean)
    const next = Number.parseInt(clean, 10)
    if (next >= min && next <= max) onChange(next)
    else if (next < min || clean === '') none?.onPick()
  }

  function leave(): void {
    const next = Number.parseInt(typed ?? '', 10)
    setTyped(undefined)
    if (Number.isFinite(next) && next !== value && !(none && next < min)) set(next)
  }

  function change(by: number): void {
    setTyped(undefined)
    if (none) stepFromNone(by)
    else if (value === undefined) onStep?.(by)
    else set(value + by)
  }

  // To the next round number: 12, 15, 20. A number that was typed need not be a multiple of the step.
  function stepFromNone(by: number): void {
    const steps = (value ?? 0) / step
    const next = (by > 0 ? Math.floor(steps) + 1 : Math.ceil(steps) - 1) * step
    if (next < min) none?.onPick()
    else set(next)
  }

  function pressed(event: KeyboardEvent): void {
    const by = event.key === 'ArrowUp' ? step : event.key === 'ArrowDown' ? -step : 0
    if (by === 0) return
    event.preventDefault()
    change(by)
  }

  return (
    <div className={styles.stepper}>
      <label htmlFor={id} className={classes(styles.label, isLabelHidden && 'visually-hidden')}>
        {label}
      </label>
      <div className={styles.row}>
        <IconButton
          kind="plain"
          label={say.less(label)}
          icon={<Minus size={18} aria-hidden />}
          disabled={none ? value === undefined : value !== undefined && value <= min}
          onClick={() => change(-step)}
        />
        <input
          id={id}
          className={styles.value}
          inputMode="numeric"
          value={typed ?? value ?? ''}
          placeholder={value === undefined ? (none?.label ?? say.mixed) : undefined}
          onChange={({ target }) => type(target.value)}
          onFocus={({ currentTarget }) => currentTarget.select()}
          onBlur={leave}
          onKeyDown={pressed}
        />
        <IconButton
          kind="plain"
          label={say.more(label)}
          icon={<Plus size={18} aria-hidden />}
          disabled={value !== undefined && value >= max}
          onClick={() => change(step)}
        />
      </div>
    </div>
  )
}
