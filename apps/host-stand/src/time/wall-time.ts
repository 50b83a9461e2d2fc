import { locale } from '../ui/locale.ts'

const formats = new Map<string, Intl.DateTimeFormat>()

/** A local time without am or pm, for small places: `8:55`. */
export function wallTime(instant: string, timeZone: string): string {
  const format =
    formats.get(timeZone) ?? new Intl.DateTimeFormat(locale, { timeZone, hour: 'numeric', minute: '2-digit' })
  formats.set(timeZone, format)
  return format
    .formatToParts(new Date(instant))
    .filter(({ type }) => type !== 'dayPeriod')
    .map(({ value }) => value)
    .join('')
    .trim()
}
