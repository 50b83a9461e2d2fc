import { Minus, Plus } from 'lucide-react'
import { useId, useState } from 'react'
import { words } from '../words.ts'
import { classes, IconButton } from './button.tsx'
import styles from './stepper.module.css'

const say = words.common

/** A number with buttons for one less and one more. */
export function Stepper({
  label,
  value,
  min,
  max,
  step = 1,
  isLabelHidden = false,
  onChange,
  onStep,
}: {
  label: string
  /** Undefined for several that differ. */
  value: number | undefined
  min: number
  max: number
  step?: number
  isLabelHidden?: boolean
  onChange: (value: number) => void
  /** What the buttons do where the values differ. */
  onStep?: (by: number) => void
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
  }

  function leave(): void {
    const next = Number.parseInt(typed ?? '', 10)
    setTyped(undefined)
    if (Number.isFinite(next) && next !== value) set(next)
  }

  function change(by: number): void {
    if (value === undefined) onStep?.(by)
    else set(value + by)
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
          disabled={value !== undefined && value <= min}
          onClick={() => change(-step)}
        />
        <input
          id={id}
          className={styles.value}
          inputMode="numeric"
          value={typed ?? value ?? ''}
          placeholder={value === undefined ? say.mixed : undefined}
          onChange={({ target }) => type(target.value)}
          onFocus={({ currentTarget }) => currentTarget.select()}
          onBlur={leave}
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
