import {
  type Floor,
  isLiveReservation,
  type Reservation,
  type Searchable,
  searchFor,
  serviceDayAt,
  serviceDayOn,
} from '@qtable/domain'
import { numbersOf } from '../floor/table-sets.ts'
import { pageWords as words } from '../page-words.ts'

/** A day's reservations: those expected or here, and those that have ended. */
export interface DayList {
  live: readonly Reservation[]
  ended: readonly Reservation[]
  covers: number
}

/** The current service day. */
export function todayOf({ restaurant }: Pick<Floor, 'restaurant'>, now: number): string {
  return serviceDayAt(new Date(now).toISOString(), restaurant).date
}

/** The reservations of one service day, by time. */
export function reservationsOn({ reservations, restaurant }: Pick<Floor, 'reservations' | 'restaurant'>, date: string) {
  const { startsAt, endsAt } = serviceDayOn(date, restaurant)
  return [...reservations.values()].filter((one) => one.startsAt >= startsAt && one.startsAt < endsAt)
}

/** A reservation as a search looks at it. */
export function searchableReservation(
  { name, phone, email, tags, notes, tableIds }: Reservation,
  floor: Pick<Floor, 'tables'>,
): Searchable {
  return {
    name,
    phones: [phone],
    tables: numbersOf(floor, tableIds),
    texts: [email ?? '', notes, ...tags, ...tags.map(words.parties.tag)],
  }
}

/** A day's reservations in their order. */
export function dayListOf(all: readonly Reservation[]): DayList {
  const sorted = [...all].sort(byTime)
  const live = sorted.filter(isLiveReservation)
  return {
    live,
    ended: sorted.filter((one) => !isLiveReservation(one)),
    covers: live.reduce((sum, { partySize }) => sum + partySize, 0),
  }
}

/** More is no answer: the query needs another word. */
const mostFound = 60

/**
 * The reservations that a query finds by name, phone, table number, tag or note: the best match first, then what is
 * expected before what has ended, then by time.
 */
export function foundBy(query: string, all: Iterable<Reservation>, floor: Pick<Floor, 'tables'>): Reservation[] {
  const search = searchFor(query)
  return [...all]
    .flatMap((reservation) => {
      const rank = search(searchableReservation(reservation, floor))
      return rank === undefined ? [] : [{ reservation, rank: 2 * rank + (isLiveReservation(reservation) ? 0 : 1) }]
    })
    .sort((a, b) => a.rank - b.rank || byTime(a.reservation, b.reservation))
    .slice(0, mostFound)
    .map(({ reservation }) => reservation)
}

function byTime(a: Reservation, b: Reservation): number {
  if (a.startsAt !== b.startsAt) return a.startsAt < b.startsAt ? -1 : 1
  return a.name < b.name ? -1 : 1
}
