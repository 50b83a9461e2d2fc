import { Temporal } from 'temporal-polyfill'
import { serviceDayAt } from '../time.ts'
import type { Restaurant } from './restaurant.ts'

/** When a restaurant is open: from `opens` to `closes`, instants in UTC. */
export interface OpenPeriod {
  opens: string
  closes: string
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
    return {
      opens: instantAt(day, serviceDayStartsAt, rule),
      closes: instantAt(day.add({ days: 1 }), serviceDayStartsAt, rule),
    }
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

// The open periods of the days that were asked for. A restaurant is a value: changed hours are another one.
const knownPeriods = new WeakMap<HoursRule, Map<string, OpenPeriod[] | undefined>>()

function periodsOn(date: string, rule: HoursRule): OpenPeriod[] | undefined {
  const known = knownPeriods.get(rule) ?? new Map<string, OpenPeriod[] | undefined>()
  knownPeriods.set(rule, known)
  if (!known.has(date)) known.set(date, openPeriodsOn(date, rule))
  return known.get(date)
}

/** Whether the restaurant is open at an instant. Without hours it is, except on closures. */
export function isOpenAt(instant: string, rule: HoursRule): boolean {
  const { date } = serviceDayAt(instant, rule)
  const today = periodsOn(date, rule)
  if (today === undefined || today.some((period) => holds(period, instant))) return true
  return isShiftOfYesterdayOpen(instant, rule)
}

/** Whether a shift of the service day before is still open at an instant. */
export function isShiftOfYesterdayOpen(instant: string, rule: HoursRule): boolean {
  const { date } = serviceDayAt(instant, rule)
  return (periodsOn(dayBefore(date), rule) ?? []).some((period) => holds(period, instant))
}

/**
 * When the close of a service day is due next, seen from an instant: at the end of this day, or of a shift of the day
 * before that is still open and that the last close waited for.
 */
export function nextCloseAt(instant: string, rule: HoursRule): string {
  const { date, endsAt } = serviceDayAt(instant, rule)
  const open = (periodsOn(dayBefore(date), rule) ?? []).filter((period) => holds(period, instant))
  return [endsAt, ...open.map(({ closes }) => closes)].sort()[0] ?? endsAt
}

function holds({ opens, closes }: OpenPeriod, instant: string): boolean {
  return opens <= instant && instant < closes
}

function dayBefore(date: string): string {
  return Temporal.PlainDate.from(date).subtract({ days: 1 }).toString()
}

/**
 * The times at which a booking may begin within open periods: every `stepMinutes` of the wall clock, up to `lastMinutes`
 * before they close. A local time that the clocks skip is not among them; one that they repeat is there twice.
 */
export function startTimesIn(
  periods: readonly OpenPeriod[],
  { timezone, stepMinutes, lastMinutes }: { timezone: string; stepMinutes: number; lastMinutes: number },
): StartTime[] {
  const found = new Map<string, StartTime>()
  for (const { opens, closes } of periods) {
    const last = Temporal.Instant.from(closes).subtract({ minutes: lastMinutes })
    let at = onStep(Temporal.Instant.from(opens).toZonedDateTimeISO(timezone), stepMinutes)
    for (; Temporal.Instant.compare(at.toInstant(), last) <= 0; at = onStep(at.add({ minutes: 1 }), stepMinutes)) {
      const startsAt = at.toInstant().toString({ smallestUnit: 'second' })
      const time = at.toPlainTime().toString({ smallestUnit: 'minute' })
      // Of two instants with one wall time, reading the wall time gives the first.
      found.set(startsAt, { startsAt, time, isRepeated: !at.withPlainTime(at.toPlainTime()).equals(at) })
    }
  }
  return [...found.values()].sort((a, b) => (a.startsAt < b.startsAt ? -1 : 1))
}

// The first whole step of the wall clock, counted from midnight, at an instant or after it.
function onStep(at: Temporal.ZonedDateTime, stepMinutes: number): Temporal.ZonedDateTime {
  let step = at.round({ smallestUnit: 'minute', roundingMode: 'ceil' })
  while ((step.hour * 60 + step.minute) % stepMinutes !== 0) {
    step = step.add({ minutes: stepMinutes - ((step.hour * 60 + step.minute) % stepMinutes) })
  }
  return step
}

// A wall time that the clocks skip moves on by as much as they do; of two that they repeat the first counts.
function instantAt(day: Temporal.PlainDate, time: string, { timezone }: { timezone: string }): string {
  return day
    .toZonedDateTime({ timeZone: timezone, plainTime: Temporal.PlainTime.from(time) })
    .toInstant()
    .toString({ smallestUnit: 'second' })
}
