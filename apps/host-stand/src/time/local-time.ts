import { serviceDayOn } from '@qtable/domain'

/** The fields of a restaurant that map local times to instants. */
export interface WallRule {
  timezone: string
  settings: { serviceDayStartsAt: string }
}

/**
 * The instant of a time (`19:30`) on a service day. TimeFormats before the day begins belong to the night after: 01:00 of
 * Friday's service is on Saturday.
 */
export function instantAt(date: string, time: string, { timezone, settings }: WallRule): string {
  const calendarDate = time < settings.serviceDayStartsAt ? dayAfter(date, 1) : date
  return serviceDayOn(calendarDate, { timezone, settings: { serviceDayStartsAt: time } }).startsAt
}

// A format costs a hundred times what it formats.
const clocks = new Map<string, Intl.DateTimeFormat>()

/** The time of day (`19:30`, always of 24 hours) of an instant. */
export function timeOf(instant: string, timezone: string): string {
  const clock =
    clocks.get(timezone) ??
    new Intl.DateTimeFormat('en-GB', { timeZone: timezone, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' })
  clocks.set(timezone, clock)
  return clock.format(new Date(instant))
}

/** Adds days to a calendar date. */
export function dayAfter(date: string, days: number): string {
  return new Date(Date.parse(`${date}T12:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10)
}
