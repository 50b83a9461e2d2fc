import type { Floor, Restaurant } from '@qtable/domain'
import { instantAt } from '../time/local-time.ts'
import { plannableTables } from './plannable.ts'

/** A time that a booking may begin at. */
export interface BookableTime {
  /** `19:30`. */
  time: string
  /** Whether tables are free for the party then; undefined while its size is not known. */
  isFree: boolean | undefined
}

/** What is asked of a day. */
export interface WantedDay {
  date: string
  partySize: number | undefined
  durationMinutes: number
  /** Of the one that is changed. */
  reservationId?: string | undefined
  /** In milliseconds: earlier times are not offered. */
  now: number
}

const stepMinutes = 30
/** The last booking comes this long before the kitchen closes. */
const lastMinutes = 60
// Where no opening hours are written down: around noon, and the evening.
const usual = [
  { opens: '12:00', closes: '15:00' },
  { opens: '17:30', closes: '22:30' },
]

/** Every half hour in which the restaurant is open, from now on. Empty on a day on which it is closed. */
export function bookableTimes(floor: Floor, wanted: WantedDay): BookableTime[] {
  const { date, partySize, durationMinutes, reservationId, now } = wanted
  return startsOn(date, floor.restaurant).flatMap((time): BookableTime[] => {
    const from = Date.parse(instantAt(date, time, floor.restaurant))
    if (from < now) return []
    if (partySize === undefined) return [{ time, isFree: undefined }]
    const until = from + durationMinutes * 60_000
    return [{ time, isFree: plannableTables(floor, { partySize, from, until, reservationId, now }).length > 0 }]
  })
}

function startsOn(date: string, { settings }: Pick<Restaurant, 'settings'>): string[] {
  const weekday = new Date(`${date}T12:00:00Z`).getUTCDay() || 7
  const open = settings.hours.length === 0 ? usual : settings.hours.filter((one) => one.weekday === weekday)
  const starts = open.flatMap(({ opens, closes }) => {
    const [from, to] = [minutesOf(opens), minutesOf(closes)]
    const last = (to <= from ? to + 1440 : to) - lastMinutes
    return Array.from({ length: Math.max(0, Math.floor((last - from) / stepMinutes) + 1) }, (_, step) =>
      timeAt(from + step * stepMinutes),
    )
  })
  const { serviceDayStartsAt } = settings
  // Past midnight is the end of the day, not its beginning.
  const rank = (time: string) => minutesOf(time) + (time < serviceDayStartsAt ? 1440 : 0)
  return [...new Set(starts)].sort((a, b) => rank(a) - rank(b))
}

function minutesOf(time: string): number {
  return Number(time.slice(0, 2)) * 60 + Number(time.slice(3))
}

function timeAt(minutes: number): string {
  const within = minutes % 1440
  return `${String(Math.floor(within / 60)).padStart(2, '0')}:${String(within % 60).padStart(2, '0')}`
}
