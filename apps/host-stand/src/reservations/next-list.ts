import { type Floor, type Reservation, type Restaurant, serviceDayAt } from '@qtable/domain'

/** Today's reservations whose party is not seated yet, by time. */
export function nextOf({ reservations, restaurant, committedAt }: Floor, now = committedAt): Reservation[] {
  const { endsAt } = serviceDayOf(restaurant, now)
  return [...reservations.values()]
    .filter(({ status, startsAt }) => isAhead(status) && startsAt < endsAt)
    .sort((a, b) => (a.startsAt < b.startsAt ? -1 : 1))
}

/** Today's reservations that were cancelled or nobody came for, the last changed first. A party that came has its own row. */
export function neverCameOf({ reservations, restaurant, committedAt }: Floor): Reservation[] {
  const { startsAt: from, endsAt } = serviceDayOf(restaurant, committedAt)
  return [...reservations.values()]
    .filter(({ status, guestId }) => guestId === null && (status === 'cancelled' || status === 'no_show'))
    .filter(({ startsAt }) => startsAt >= from && startsAt < endsAt)
    .sort((a, b) => (a.updatedAt > b.updatedAt ? -1 : 1))
}

let today: { restaurant: Restaurant; day: ReturnType<typeof serviceDayAt> } | undefined

// Time zone calculations are slow and needed at every change: the day is cached until it is over.
function serviceDayOf(restaurant: Restaurant, now: string): ReturnType<typeof serviceDayAt> {
  const isKnown = today?.restaurant === restaurant && today.day.startsAt <= now && now < today.day.endsAt
  if (!today || !isKnown) today = { restaurant, day: serviceDayAt(now, restaurant) }
  return today.day
}

function isAhead(status: Reservation['status']): boolean {
  return status === 'pending' || status === 'confirmed' || status === 'arrived'
}
