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
  // A phone number among other words is text.
  return {
    name,
    phones: [phone],
    tables: numbersOf(floor, tableIds),
    texts: [email ?? '', notes, ...tags, ...tags.map(words.parties.tag), phone ?? ''],
  }
}

/** Filters a day's list by a query: part of a name, phone, table number, tag or note. */
export function dayListOf(all: readonly Reservation[], query: string, tables: Floor['tables']): DayList {
  const search = searchFor(query)
  const found = all.filter((reservation) => search(searchableReservation(reservation, { tables })) !== undefined)
  found.sort((a, b) => (a.startsAt === b.startsAt ? (a.name < b.name ? -1 : 1) : a.startsAt < b.startsAt ? -1 : 1))
  const live = found.filter(isLiveReservation)
  return {
    live,
    ended: found.filter((one) => !isLiveReservation(one)),
    covers: live.reduce((sum, { partySize }) => sum + partySize, 0),
  }
}
