import { Temporal } from 'temporal-polyfill'
import type { Restaurant } from './restaurant/restaurant.ts'

/** A service day: its calendar date in the restaurant's zone, and its first and one-past-last instants in UTC. */
export interface ServiceDay {
  date: string
  startsAt: string
  endsAt: string
}

/** What of a restaurant divides its days. */
export type DayRule = { timezone: string; settings: { serviceDayStartsAt: string } }

/** The service day that `instant` falls in. A day around a change of the clocks has 23 or 25 hours. */
export function serviceDayAt(instant: string, rule: DayRule): ServiceDay {
  const at = Temporal.Instant.from(instant)
  // From the day after, because clocks that go back over midnight give a date its start before the old date is over;
  // and down by as many days as it takes, because a zone that crosses the date line skips one.
  let day = at.toZonedDateTimeISO(rule.timezone).toPlainDate().add({ days: 1 })
  while (Temporal.Instant.compare(startOf(day, rule), at) > 0) day = day.subtract({ days: 1 })
  return serviceDayOn(day.toString(), rule)
}

/** The service day of a calendar date (`2026-05-01`). */
export function serviceDayOn(date: string, rule: DayRule): ServiceDay {
  const day = Temporal.PlainDate.from(date)
  return { date, startsAt: iso(startOf(day, rule)), endsAt: iso(startOf(day.add({ days: 1 }), rule)) }
}

// A start inside the hour that spring skips moves on by that hour, and of two in the hour that autumn repeats it is the
// first ("compatible", as in RFC 5545).
function startOf(day: Temporal.PlainDate, rule: DayRule): Temporal.Instant {
  return day
    .toZonedDateTime({ timeZone: rule.timezone, plainTime: Temporal.PlainTime.from(rule.settings.serviceDayStartsAt) })
    .toInstant()
}

function iso(instant: Temporal.Instant): string {
  return instant.toString({ fractionalSecondDigits: 3 })
}

/** Whether `zone` is an IANA time zone this machine knows (`Europe/Berlin`, `UTC`); fixed offsets are not. */
export function isTimezone(zone: string): boolean {
  if (!/^[A-Za-z][A-Za-z0-9_+-]*(\/[A-Za-z0-9_+-]+)*$/.test(zone)) return false
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone })
    return true
  } catch {
    return false
  }
}

/** The zone as IANA writes it (`Europe/Berlin` for `europe/berlin`), which clients look up letter by letter. */
export function spelledTimezone(zone: string): string {
  return Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(zone).timeZoneId
}

/** `instant` plus `minutes`, in the same form. */
export function plusMinutes(instant: string, minutes: number): string {
  return new Date(Date.parse(instant) + minutes * 60_000).toISOString()
}

/** The turn time in minutes that a restaurant expects of a party of this size. */
export function turnMinutesFor(restaurant: Restaurant, partySize: number): number {
  const { turnTimes } = restaurant.settings
  return (turnTimes.find((turn) => partySize <= turn.upToPartySize) ?? turnTimes.at(-1))?.minutes ?? 90
}
