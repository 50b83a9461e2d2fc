import { Temporal } from 'temporal-polyfill'
import { wholeSecond } from './fields.ts'

/** A service day: its calendar date in the restaurant's zone, and its first and one-past-last instants in UTC. */
export interface ServiceDay {
  date: string
  startsAt: string
  endsAt: string
}

/** The fields of a restaurant that divide its days. */
export type DayRule = { timezone: string; settings: { serviceDayStartsAt: string } }

// The service days that were asked for, by the UTC date of the instant. A restaurant is a value: changed it is another.
const knownDays = new WeakMap<DayRule, Map<string, ServiceDay[]>>()

/** The service day that `instant` falls in. A day around a change of the clocks has 23 or 25 hours. */
export function serviceDayAt(instant: string, rule: DayRule): ServiceDay {
  const at = wholeSecond(instant)
  const ofRule = knownDays.get(rule) ?? new Map<string, ServiceDay[]>()
  knownDays.set(rule, ofRule)
  const days = ofRule.get(at.slice(0, 10)) ?? []
  const known = days.find(({ startsAt, endsAt }) => startsAt <= at && at < endsAt)
  if (known) return known
  const day = findServiceDay(at, rule)
  ofRule.set(at.slice(0, 10), [...days, day])
  return day
}

function findServiceDay(instant: string, rule: DayRule): ServiceDay {
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
  return instant.toString({ smallestUnit: 'second' })
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
  return wholeSecond(Date.parse(instant) + minutes * 60_000)
}

/** The turn time in minutes that a restaurant expects of a party of this size. */
export function turnMinutesFor(
  { settings: { turnTimes } }: { settings: { turnTimes: readonly { upToPartySize: number; minutes: number }[] } },
  partySize: number,
): number {
  return (turnTimes.find((turn) => partySize <= turn.upToPartySize) ?? turnTimes.at(-1))?.minutes ?? 90
}

/** The later of two instants. */
export function laterOf(a: string, b: string): string {
  return a > b ? a : b
}

// What a device did without a network counts as done then, as long as it is of this evening.
const furthestBackMs = 24 * 3_600_000

/** The earliest instant at which something that is decided at `now` may have been done. */
export function earliestDoneAt(now: string): string {
  return wholeSecond(Date.parse(now) - furthestBackMs)
}

/** When something was done that is decided at `now`: not later, and not more than a day earlier. */
export function boundedTo(now: string, at: string | undefined): string {
  if (at === undefined || at > now) return now
  const earliest = earliestDoneAt(now)
  return at < earliest ? earliest : at
}
