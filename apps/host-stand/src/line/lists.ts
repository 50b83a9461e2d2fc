import { type Floor, type Guest, isLiveGuest, type Reservation, type Restaurant, serviceDayAt } from '@qtable/domain'

// Several places ask for the same list after each change: it is sorted once for as long as nobody comes or goes.
const lines = new WeakMap<Floor['guests'], Guest[]>()

/** Who waits, in the order they asked. */
export function lineOf({ guests }: Floor): Guest[] {
  const known = lines.get(guests)
  if (known) return known
  const line = [...guests.values()]
    .filter(({ status }) => status === 'waiting' || status === 'notified')
    .sort((a, b) => (a.joinedAt === b.joinedAt ? (a.id < b.id ? -1 : 1) : a.joinedAt < b.joinedAt ? -1 : 1))
  lines.set(guests, line)
  return line
}

/** Who has gone again, the last first. */
export function endedOf({ guests }: Floor): Guest[] {
  return [...guests.values()]
    .filter((guest) => !isLiveGuest(guest))
    .sort((a, b) => ((a.finishedAt ?? '') > (b.finishedAt ?? '') ? -1 : 1))
}

/** The reservations of this service day whose party does not sit yet, by their time. */
export function nextOf({ reservations, restaurant, committedAt }: Floor, now = committedAt): Reservation[] {
  const { endsAt } = serviceDayOf(restaurant, now)
  return [...reservations.values()]
    .filter(({ status, startsAt }) => isAhead(status) && startsAt < endsAt)
    .sort((a, b) => (a.startsAt < b.startsAt ? -1 : 1))
}

let today: { restaurant: Restaurant; day: ReturnType<typeof serviceDayAt> } | undefined

// The calendar of a time zone is slow, and asked at every change: a day is the same until it is over.
function serviceDayOf(restaurant: Restaurant, now: string): ReturnType<typeof serviceDayAt> {
  const isKnown = today?.restaurant === restaurant && today.day.startsAt <= now && now < today.day.endsAt
  if (!today || !isKnown) today = { restaurant, day: serviceDayAt(now, restaurant) }
  return today.day
}

function isAhead(status: Reservation['status']): boolean {
  return status === 'pending' || status === 'confirmed' || status === 'arrived'
}

/** The numbers of tables, as they are said. */
export function numbersOf({ tables }: Floor, tableIds: readonly string[]): string[] {
  return tableIds.map((id) => tables.get(id)?.tableNumber ?? '?')
}
