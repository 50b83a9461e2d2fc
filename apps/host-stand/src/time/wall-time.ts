const formats = new Map<string, Intl.DateTimeFormat>()

/** An instant on the restaurant's clock without its half of the day: `8:55`. For places too small for more. */
export function wallTime(instant: string, timeZone: string): string {
  const format =
    formats.get(timeZone) ?? new Intl.DateTimeFormat(undefined, { timeZone, hour: 'numeric', minute: '2-digit' })
  formats.set(timeZone, format)
  return format
    .formatToParts(new Date(instant))
    .filter(({ type }) => type !== 'dayPeriod')
    .map(({ value }) => value)
    .join('')
    .trim()
}
