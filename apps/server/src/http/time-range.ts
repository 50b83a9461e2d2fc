import { Instant, type Restaurant, serviceDayAt, serviceDayOn } from '@qtable/domain'
import { z } from 'zod'
import { malformedField } from '../wire/problems.ts'

const Day = z.iso
  .date({ error: 'must be a day such as 2026-05-01' })
  .refine((day) => day >= '2000-01-01' && day < '2100-01-01', 'must lie between the years 2000 and 2099')

const Bound = z
  .union([Day, Instant], 'must be a day such as 2026-05-01 or an instant such as 2026-05-01T18:30:00Z')
  .meta({ documentedAs: { type: 'string', examples: ['2026-05-01', '2026-05-01T18:30:00Z'] } })

/** The parameters of a list by time. */
export const timeRangeQuery = {
  date: Day.optional().describe("One service day, in the restaurant's time zone"),
  from: Bound.optional().describe('The first service day or instant'),
  to: Bound.optional().describe('The last service day, or the instant before which the range ends'),
}

/** A half-open range of time: `from` belongs to it, `to` does not. A missing end is open. */
export interface TimeRange {
  from: string | undefined
  to: string | undefined
}

/** The range that a query asks for; undefined where it asks for none. */
export function timeRangeOf(
  { date, from, to }: { date?: string | undefined; from?: string | undefined; to?: string | undefined },
  restaurant: Restaurant,
): TimeRange | undefined {
  if (date !== undefined) {
    if (from !== undefined || to !== undefined) throw malformedField('date', 'cannot go with from or to')
    const { startsAt, endsAt } = serviceDayOn(date, restaurant)
    return { from: startsAt, to: endsAt }
  }
  if (from === undefined && to === undefined) return undefined
  return {
    from: isDay(from) ? serviceDayOn(from, restaurant).startsAt : from,
    to: isDay(to) ? serviceDayOn(to, restaurant).endsAt : to,
  }
}

/** Whether the range begins in the current service day or later. What ended before may have left the floor. */
export function beginsToday({ from }: TimeRange, restaurant: Restaurant, now: number): boolean {
  return from !== undefined && from >= serviceDayAt(new Date(now).toISOString(), restaurant).startsAt
}

/** Whether an instant lies in the range. */
export function isInRange({ from, to }: TimeRange, instant: string): boolean {
  return (from === undefined || instant >= from) && (to === undefined || instant < to)
}

function isDay(bound: string | undefined): bound is string {
  return bound !== undefined && bound.length === 10
}
