import { type ComponentProps, type FormEvent, type ReactNode, useId, useState } from 'react'
import { words } from '../words.ts'
import { classes } from './button.tsx'
import styles from './field.module.css'

interface FieldFrame {
  label: string
  /** The error in words. */
  error?: string | undefined
  hint?: string | undefined
  /** At the right of the label: a unit, or `optional`. */
  aside?: ReactNode
  isLabelHidden?: boolean
}

type Control = HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement

/** What the browser finds wrong with an input, in our words beside it and not in the browser's bubble. */
function useInvalid() {
  const [found, setFound] = useState<string>()
  return {
    found,
    checks: {
      onInvalid(event: FormEvent<Control>) {
        event.preventDefault()
        const control = event.currentTarget
        setFound(wordsOf(control))
        // Not `:invalid` alone: a fieldset around an invalid input is invalid too.
        const first = control.form?.querySelector(':is(input, textarea, select):invalid')
        if (first === control) control.focus()
      },
      onInput: () => setFound(undefined),
    },
  }
}

function wordsOf(control: Control): string {
  const { validity } = control
  if (validity.valueMissing) return words.common.fillIn
  if (validity.tooShort && 'minLength' in control) return words.common.atLeast(control.minLength)
  return validity.typeMismatch ? words.common.noEmail : words.common.notRead
}

/** A text input with its label above. */
export function Field({
  label,
  error,
  hint,
  aside,
  className,
  isLabelHidden = false,
  ...rest
}: FieldFrame & ComponentProps<'input'>) {
  const id = useId()
  const { found, checks } = useInvalid()
  return (
    <div className={classes(styles.field, className)}>
      {!isLabelHidden && <Label id={id} label={label} aside={aside} />}
      <input
        aria-label={isLabelHidden ? label : undefined}
        {...checks}
        {...rest}
        id={id}
        className={styles.control}
        aria-invalid={Boolean(error ?? found)}
        aria-describedby={`${id}-say`}
      />
      <Saying id={id} error={error ?? found} hint={hint} />
    </div>
  )
}

/** A multi-line text input. */
export function TextArea({ label, error, hint, aside, className, ...rest }: FieldFrame & ComponentProps<'textarea'>) {
  const id = useId()
  const { found, checks } = useInvalid()
  return (
    <div className={classes(styles.field, className)}>
      <Label id={id} label={label} aside={aside} />
      <textarea
        rows={2}
        {...checks}
        {...rest}
        id={id}
        className={classes(styles.control, styles.area)}
        aria-invalid={Boolean(error ?? found)}
        aria-describedby={`${id}-say`}
      />
      <Saying id={id} error={error ?? found} hint={hint} />
    </div>
  )
}

interface Option {
  value: string
  label: string
}

/** A native select; long lists in groups. */
export function Select({
  label,
  error,
  hint,
  aside,
  className,
  options,
  isLabelHidden = false,
  ...rest
}: FieldFrame &
  ComponentProps<'select'> & { options: readonly (Option | { label: string; options: readonly Option[] })[] }) {
  const id = useId()
  const { found, checks } = useInvalid()
  return (
    <div className={classes(styles.field, className)}>
      {!isLabelHidden && <Label id={id} label={label} aside={aside} />}
      <select
        aria-label={isLabelHidden ? label : undefined}
        {...checks}
        {...rest}
        id={id}
        className={classes(styles.control, styles.select)}
        aria-invalid={Boolean(error ?? found)}
        aria-describedby={`${id}-say`}
      >
        {options.map((option) =>
          'value' in option ? (
            <option key={option.value} value={option.value}>
              {option.label}
            </option>
          ) : (
            option.options.length > 0 && (
              <optgroup key={option.label} label={option.label}>
                {option.options.map(({ value, label }) => (
                  <option key={value} value={value}>
                    {label}
                  </option>
                ))}
              </optgroup>
            )
          ),
        )}
      </select>
      <Saying id={id} error={error ?? found} hint={hint} />
    </div>
  )
}

/** A checkbox. */
export function Switch({ label, hint, ...rest }: { label: string; hint?: string } & ComponentProps<'input'>) {
  const id = useId()
  return (
    <label className={styles.switch} htmlFor={id}>
      <span className={styles.switchText}>
        {label}
        {hint && <span className={styles.hint}>{hint}</span>}
      </span>
      <input {...rest} id={id} type="checkbox" className={styles.toggle} />
    </label>
  )
}

function Label({ id, label, aside }: { id: string; label: string; aside: ReactNode }) {
  return (
    <div className={styles.top}>
      <label htmlFor={id} className={styles.label}>
        {label}
      </label>
      {aside && <span className={styles.hint}>{aside}</span>}
    </div>
  )
}

function Saying({ id, error, hint }: { id: string; error: string | undefined; hint: string | undefined }) {
  if (!error && !hint) return null
  return (
    <p id={`${id}-say`} className={error ? styles.error : styles.hint}>
      {error ?? hint}
    </p>
  )
}
