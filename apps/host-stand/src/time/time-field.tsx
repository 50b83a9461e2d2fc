import { type ComponentProps, useState } from 'react'
import { Field } from '../ui/field.tsx'
import { appLocale } from '../words/catalogue.ts'
import { words } from '../words.ts'
import { readTime } from './read-time.ts'
import { wallClock } from './times.ts'

type TimeFieldProps = Omit<ComponentProps<typeof Field>, 'type' | 'value' | 'onChange'> & {
  /** `HH:MM`, or empty. */
  value: string
  onChange: (time: string) => void
}

/**
 * A time of day, written as the app's language writes it. The browser's own field follows the language of the browser, and
 * ignores that of the page: German words stood beside `04:00 AM`.
 */
export function TimeField({ value, onChange, error, ...rest }: TimeFieldProps) {
  const [typed, setTyped] = useState<string>()
  const [isUnread, setUnread] = useState(false)

  function type(input: HTMLInputElement): void {
    const text = input.value
    const time = readTime(text)
    setTyped(text)
    setUnread(false)
    // The form is not sent with it.
    input.setCustomValidity(text.trim() !== '' && time === undefined ? words.common.notRead : '')
    if (text.trim() === '') onChange('')
    // The hour alone may be followed by its minutes.
    else if (time !== undefined && /(\d\D*){3}/.test(text)) onChange(time)
  }

  function finish(): void {
    if (typed === undefined) return
    const time = readTime(typed)
    if (typed.trim() !== '' && time === undefined) {
      setUnread(true)
      return
    }
    if (time !== undefined && time !== value) onChange(time)
    setTyped(undefined)
  }

  return (
    <Field
      {...rest}
      error={isUnread ? words.common.notRead : error}
      inputMode={hasHalves() ? 'text' : 'numeric'}
      autoComplete="off"
      maxLength={12}
      placeholder={wallClock('19:30')}
      value={typed ?? wallClock(value)}
      onChange={({ target }) => type(target)}
      onBlur={finish}
      onKeyDown={({ key }) => key === 'Enter' && finish()}
    />
  )
}

// AM and PM are letters.
function hasHalves(): boolean {
  return new Intl.DateTimeFormat(appLocale(), { hour: 'numeric' }).resolvedOptions().hour12 === true
}
