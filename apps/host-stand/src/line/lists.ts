import { type Floor, type Guest, isLiveGuest, type Reservation } from '@qtable/domain'

// Several components ask for the same list after each change: it is sorted once until somebody joins or leaves.
const lines = new WeakMap<Floor['guests'], Guest[]>()

/** The waiting parties in the order they asked; before them those that were booked, whose table was promised. */
export function lineOf(floor: Pick<Floor, 'guests' | 'reservations'>): Guest[] {
  const { guests } = floor
  const known = lines.get(guests)
  if (known) return known
  const asked = (guest: Guest) => {
    const booking = bookingOfGuest(floor, guest)
    return `${booking ? `0 ${booking.startsAt}` : `1 ${guest.joinedAt}`} ${guest.id}`
  }
  const line = [...guests.values()]
    .filter(({ status }) => status === 'waiting' || status === 'notified')
    .map((guest) => ({ guest, key: asked(guest) }))
    .sort((a, b) => (a.key < b.key ? -1 : 1))
    .map(({ guest }) => guest)
  lines.set(guests, line)
  return line
}

/** The booking that a party came with, if any. */
export function bookingOfGuest(
  { reservations }: Pick<Floor, 'reservations'>,
  { reservationId }: Guest,
): Reservation | undefined {
  return reservationId === null ? undefined : reservations.get(reservationId)
}

/** The parties that left, newest first. */
export function endedOf({ guests }: Floor): Guest[] {
  return [...guests.values()]
    .filter((guest) => !isLiveGuest(guest))
    .sort((a, b) => ((a.finishedAt ?? '') > (b.finishedAt ?? '') ? -1 : 1))
}
