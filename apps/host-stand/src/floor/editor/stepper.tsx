import { Minus, Plus } from 'lucide-react'
import { useId } from 'react'
import { IconButton } from '../../ui/button.tsx'
import { words } from '../../words.ts'
import styles from './editor.module.css'

const say = words.floor.editor

/** A number with one less and one more beside it. */
export function Stepper({
  label,
  value,
  min,
  max,
  step = 1,
  onChange,
}: {
  label: string
  value: number
  min: number
  max: number
  step?: number
  onChange: (value: number) => void
}) {
  const id = useId()
  const set = (next: number) => {
    if (Number.isFinite(next)) onChange(Math.min(max, Math.max(min, Math.round(next))))
  }
  return (
    <div className={styles.stepper}>
      <label htmlFor={id} className={styles.label}>
        {label}
      </label>
      <div className={styles.stepperRow}>
        <IconButton
          kind="plain"
          label={say.less(label)}
          icon={<Minus size={18} aria-hidden />}
          disabled={value <= min}
          onClick={() => set(value - step)}
        />
        <input
          id={id}
          className={styles.stepperValue}
          inputMode="numeric"
          value={value}
          onChange={({ target }) => set(Number(target.value.replace(/[^\d-]/g, '')))}
        />
        <IconButton
          kind="plain"
          label={say.more(label)}
          icon={<Plus size={18} aria-hidden />}
          disabled={value >= max}
          onClick={() => set(value + step)}
        />
      </div>
    </div>
  )
}
