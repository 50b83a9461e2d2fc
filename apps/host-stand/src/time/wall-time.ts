import { appLocale } from '../words/catalogue.ts'

const formats = new Map<string, Intl.DateTimeFormat>()

/** A local time without am or pm, for small places: `8:55`. */
export function wallTime(instant: string, timeZone: string): string {
  const key = `${appLocale()} ${timeZone}`
  const format =
    formats.get(key) ?? new Intl.DateTimeFormat(appLocale(), { timeZone, hour: 'numeric', minute: '2-digit' })
  formats.set(key, format)
  return format
    .formatToParts(new Date(instant))
    .filter(({ type }) => type !== 'dayPeriod')
    .map(({ value }) => value)
    .join('')
    .trim()
}
