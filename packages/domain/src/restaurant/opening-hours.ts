import { Temporal } from 'temporal-polyfill'
import type { Restaurant } from './restaurant.ts'

/** When a restaurant is open: from `opens` to `closes`, instants in UTC. */
export interface OpenPeriod {
  opens: string
  closes: string
}

/** Why a day is closed: an entry of `settings.closures`, or its hours. */
export interface Closed {
  reason: string | null
}

type HoursRule = Pick<Restaurant, 'timezone'> & {
  settings: Pick<Restaurant['settings'], 'serviceDayStartsAt' | 'hours' | 'closures' | 'specialHours'>
}

/** A time at which a booking may begin. */
export interface StartTime {
  startsAt: string
  /** On the wall clock of the restaurant: `19:30`. */
  time: string
  /** The clock shows this time twice that night, and this is the second. */
  isRepeated: boolean
}

/**
 * The open periods of a service day (`2026-05-01`), in order; undefined where the restaurant has no hours at all. A
 * shift belongs to the day it opens in, however far past midnight or the day's start it goes. A shift that opens before
 * `serviceDayStartsAt` opens after midnight of that day. `opens` = `closes` is around the clock: the whole service day.
 */
export function openPeriodsOn(date: string, rule: HoursRule): OpenPeriod[] | undefined {
  const { settings } = rule
  if (closureOn(date, rule)) return []
  const special = settings.specialHours.find((one) => one.date === date)
  if (!special && settings.hours.length === 0) return undefined
  const day = Temporal.PlainDate.from(date)
  const shifts = special?.hours ?? settings.hours.filter(({ weekday }) => weekday === day.dayOfWeek)
  return shifts.map((shift) => periodOf(day, shift, rule)).sort((a, b) => (a.opens < b.opens ? -1 : 1))
}

function periodOf(day: Temporal.PlainDate, { opens, closes }: { opens: string; closes: string }, rule: HoursRule) {
  const { serviceDayStartsAt } = rule.settings
  if (opens === closes) {
    return { opens: instantAt(day, serviceDayStartsAt, rule), closes: instantAt(day.add({ days: 1 }), serviceDayStartsAt, rule) }
  }
  const opensOn = opens < serviceDayStartsAt ? day.add({ days: 1 }) : day
  return {
    opens: instantAt(opensOn, opens, rule),
    closes: instantAt(closes < opens ? opensOn.add({ days: 1 }) : opensOn, closes, rule),
  }
}

/** The closure that a service day lies in, with its first and last day. */
export function closureOn(date: string, { settings }: { settings: Pick<Restaurant['settings'], 'closures'> }) {
  return settings.closures.find(({ from, to }) => from <= date && date <= to)
}

/** Whether the restaurant is open at an instant of a service day. Without hours it is, except on closures. */
export function isOpenAt(instant: string, date: string, rule: HoursRule): boolean {
  const periods = openPeriodsOn(date, rule)
  return periods === undefined || periods.some(({ opens, closes }) => opens <= instant && instant < closes)
}

/**
 * The times at which a booking may begin on a service day: every `stepMinutes` of the wall clock while open, up to
 * `lastMinutes` before it closes. A local time that the clocks skip is not among them; one that they repeat is there
 * twice.
 */
export function startTimesOn(
  date: string,
  rule: HoursRule,
  { periods, stepMinutes, lastMinutes }: { periods: readonly OpenPeriod[]; stepMinutes: number; lastMinutes: number },
): StartTime[] {
  const found = new Map<string, StartTime>()
  for (const { opens, closes } of periods) {
    const last = Temporal.Instant.from(closes).subtract({ minutes: lastMinutes })
    const first = Temporal.Instant.from(opens).toZonedDateTimeISO(rule.timezone)
    const midnight = first.startOfDay()
    // Every minute of the wall that is a whole number of steps from midnight, also past the next midnight.
    for (let at = roundUp(first, midnight, stepMinutes); Temporal.Instant.compare(at.toInstant(), last) <= 0; ) {
      const startsAt = at.toInstant().toString({ smallestUnit: 'second' })
      const time = at.toPlainTime().toString({ smallestUnit: 'minute' })
      const earlier = at.withPlainTime(at.toPlainTime())
      found.set(startsAt, { startsAt, time, isRepeated: !earlier.equals(at) })
      at = at.add({ minutes: stepMinutes })
    }
  }
  return [...found.values()].sort((a, b) => (a.startsAt < b.startsAt ? -1 : 1))
}

function roundUp(at: Temporal.ZonedDateTime, midnight: Temporal.ZonedDateTime, stepMinutes: number) {
  const time = at.toPlainTime()
  const minutes = time.hour * 60 + time.minute
  const rest = minutes % stepMinutes
  return rest === 0 && midnight ? at : at.add({ minutes: stepMinutes - rest })
}

// A wall time that the clocks skip moves on by as much as they do; of two that they repeat the first counts.
function instantAt(day: Temporal.PlainDate, time: string, { timezone }: { timezone: string }): string {
  return day
    .toZonedDateTime({ timeZone: timezone, plainTime: Temporal.PlainTime.from(time) })
    .toInstant()
    .toString({ smallestUnit: 'second' })
}
