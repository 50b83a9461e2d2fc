import { Temporal } from 'temporal-polyfill'

/** A service day: its calendar date in the restaurant's zone, and its first and one-past-last instants in UTC. */
export interface ServiceDay {
  date: string
  startsAt: string
  endsAt: string
}

/** The fields of a restaurant that divide its days. */
export type DayRule = { timezone: string; settings: { serviceDayStartsAt: string } }

/** The service day that `instant` falls in. A day around a change of the clocks has 23 or 25 hours. */
export function serviceDayAt(instant: string, rule: DayRule): ServiceDay {
  const at = Temporal.Instant.from(instant)
  // Start at the day after: when clocks go back over midnight, a date begins before the one before it ends. Then go back
  // until the day has begun: a zone that crosses the date line skips a day.
  let day = at.toZonedDateTimeISO(rule.timezone).toPlainDate().add({ days: 1 })
  while (Temporal.Instant.compare(startOf(day, rule), at) > 0) day = day.subtract({ days: 1 })
  return serviceDayOn(day.toString(), rule)
}

/** The service day of a calendar date (`2026-05-01`). */
export function serviceDayOn(date: string, rule: DayRule): ServiceDay {
  const day = Temporal.PlainDate.from(date)
  return { date, startsAt: iso(startOf(day, rule)), endsAt: iso(startOf(day.add({ days: 1 }), rule)) }
}

// A start in the hour that spring skips moves on by an hour. Of two in the hour that autumn repeats, the first counts
// ("compatible", as in RFC 5545).
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

/** The zone as IANA writes it: `Europe/Berlin` for `europe/berlin`. Clients look zones up by their exact name. */
export function spelledTimezone(zone: string): string {
  return Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(zone).timeZoneId
}

/** `instant` plus `minutes`, in the same form. */
export function plusMinutes(instant: string, minutes: number): string {
  return new Date(Date.parse(instant) + minutes * 60_000).toISOString()
}

/** The turn time in minutes that a restaurant expects of a party of this size. */
export function turnMinutesFor(
  { settings: { turnTimes } }: { settings: { turnTimes: readonly { upToPartySize: number; minutes: number }[] } },
  partySize: number,
): number {
  return (turnTimes.find((turn) => partySize <= turn.upToPartySize) ?? turnTimes.at(-1))?.minutes ?? 90
}
