import { type Floor, isLiveReservation, type Reservation, serviceDayAt, serviceDayOn } from '@qtable/domain'
import { folded } from '../palette/matches-words.ts'

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

/** Filters a day's list by a query: part of a name, phone, table number, tag or note. */
export function dayListOf(all: readonly Reservation[], query: string, tables: Floor['tables']): DayList {
  // Phone numbers are typed with or without punctuation.
  const words = folded(query)
    .split(/[\s()/.-]+/)
    .filter(Boolean)
  const found = all.filter((reservation) => {
    const text = textOf(reservation, tables)
    return words.every((word) => text.includes(word))
  })
  found.sort((a, b) => (a.startsAt === b.startsAt ? (a.name < b.name ? -1 : 1) : a.startsAt < b.startsAt ? -1 : 1))
  const live = found.filter(isLiveReservation)
  return {
    live,
    ended: found.filter((one) => !isLiveReservation(one)),
    covers: live.reduce((sum, { partySize }) => sum + partySize, 0),
  }
}

function textOf({ name, phone, email, tags, notes, tableIds }: Reservation, tables: Floor['tables']): string {
  const numbers = tableIds.map((id) => tables.get(id)?.tableNumber ?? '')
  return folded([name, phone ?? '', email ?? '', notes, ...tags, ...numbers].join(' '))
}
