import type { Floor } from '@qtable/domain'
import { bookingTimesOn } from '../floor/opening-times.ts'
import { instantAt } from '../time/local-time.ts'
import { plannableTables } from './plannable-tables.ts'

/** A time that a booking may begin at. */
export interface BookableTime {
  /** `19:30`. */
  time: string
  /** Whether tables are free for the party at that time; undefined without a size. */
  isFree: boolean | undefined
}

/** The bookable half hours of a day, from `now` (ms) on. Empty if the restaurant is closed. */
export function bookableTimes(
  floor: Floor,
  {
    date,
    partySize,
    durationMinutes,
    reservationId,
    now,
  }: {
    date: string
    partySize: number | undefined
    durationMinutes: number
    /** The reservation to be changed. */
    reservationId?: string | undefined
    now: number
  },
): BookableTime[] {
  return bookingTimesOn(date, floor.restaurant).flatMap((time): BookableTime[] => {
    const from = Date.parse(instantAt(date, time, floor.restaurant))
    if (from < now) return []
    if (partySize === undefined) return [{ time, isFree: undefined }]
    const until = from + durationMinutes * 60_000
    return [{ time, isFree: plannableTables(floor, { partySize, from, until, reservationId, now }).length > 0 }]
  })
}
