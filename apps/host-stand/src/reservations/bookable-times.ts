import { type Floor, openPeriodsOn, type Restaurant, startTimesIn } from '@qtable/domain'
import { plannableTables } from './plannable-tables.ts'

/** A time that a booking may begin at. */
export interface BookableTime {
  /** `19:30`. */
  time: string
  /** Whether tables are free for the party at that time; undefined without a size. */
  isFree: boolean | undefined
}

const stepMinutes = 30
/** The last booking is this long before closing time. */
const lastMinutes = 60
/** Lunch and dinner, for a restaurant without opening hours. */
const usualShifts = [
  { opens: '12:00', closes: '15:00' },
  { opens: '17:30', closes: '22:30' },
]

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
  const { restaurant } = floor
  const periods = openPeriodsOn(date, restaurant) ?? openPeriodsOn(date, withUsualHours(restaurant)) ?? []
  const { timezone } = restaurant
  return startTimesIn(periods, { timezone, stepMinutes, lastMinutes }).flatMap(
    ({ startsAt, time, isRepeated }): BookableTime[] => {
      const from = Date.parse(startsAt)
      // A form that knows a time by its wall clock means the first of two.
      if (from < now || isRepeated) return []
      if (partySize === undefined) return [{ time, isFree: undefined }]
      const until = from + durationMinutes * 60_000
      return [{ time, isFree: plannableTables(floor, { partySize, from, until, reservationId, now }).length > 0 }]
    },
  )
}

function withUsualHours({ timezone, settings }: Restaurant): Pick<Restaurant, 'timezone' | 'settings'> {
  const hours = [1, 2, 3, 4, 5, 6, 7].flatMap((weekday) => usualShifts.map((shift) => ({ weekday, ...shift })))
  return { timezone, settings: { ...settings, hours } }
}
