import { type Floor, type Guest, isLiveGuest, type Reservation, serviceDayAt } from '@qtable/domain'

/** Who waits, in the order they asked. */
export function lineOf({ guests }: Floor): Guest[] {
  return [...guests.values()]
    .filter(({ status }) => status === 'waiting' || status === 'notified')
    .sort((a, b) => (a.joinedAt === b.joinedAt ? (a.id < b.id ? -1 : 1) : a.joinedAt < b.joinedAt ? -1 : 1))
}

/** Who has gone again, the last first. */
export function endedOf({ guests }: Floor): Guest[] {
  return [...guests.values()]
    .filter((guest) => !isLiveGuest(guest))
    .sort((a, b) => ((a.finishedAt ?? '') > (b.finishedAt ?? '') ? -1 : 1))
}

/** The reservations of this service day whose party does not sit yet, by their time. */
export function nextOf({ reservations, restaurant, committedAt }: Floor, now = committedAt): Reservation[] {
  const { endsAt } = serviceDayAt(now, restaurant)
  return [...reservations.values()]
    .filter(({ status, startsAt }) => isAhead(status) && startsAt < endsAt)
    .sort((a, b) => (a.startsAt < b.startsAt ? -1 : 1))
}

function isAhead(status: Reservation['status']): boolean {
  return status === 'pending' || status === 'confirmed' || status === 'arrived'
}

/** The numbers of tables, as they are said. */
export function numbersOf({ tables }: Floor, tableIds: readonly string[]): string[] {
  return tableIds.map((id) => tables.get(id)?.tableNumber ?? '?')
}
