import { type Floor, type Guest, type Reservation, turnMinutesFor } from '@qtable/domain'

// Pure rules of the floor that the domain does not export.

/** A span of time in epoch milliseconds; `until` is exclusive. */
export interface TimeSpan {
  from: number
  until: number
}

/** Whether two spans overlap; one may start when the other ends. */
export function spansOverlap(a: TimeSpan, b: TimeSpan): boolean {
  return a.from < b.until && b.from < a.until
}

/** The time span of a reservation. */
export function plannedSpan({
  startsAt,
  durationMinutes,
}: Pick<Reservation, 'startsAt' | 'durationMinutes'>): TimeSpan {
  const from = Date.parse(startsAt)
  return { from, until: from + durationMinutes * 60_000 }
}

/** The minutes that a party is expected to stay: as booked, otherwise by its size. */
export function expectedMinutes(floor: Floor, guest: Pick<Guest, 'partySize' | 'reservationId'>): number {
  const booked = guest.reservationId === null ? undefined : floor.reservations.get(guest.reservationId)
  return booked?.durationMinutes ?? turnMinutesFor(floor.restaurant, guest.partySize)
}

/** The time span of a seated party: until its turn ends, or until `now` if it stays longer. Undefined unless seated. */
export function seatedSpan(floor: Floor, guest: Guest, now: number): TimeSpan | undefined {
  if (guest.seatedAt === null || guest.tableIds.length === 0) return undefined
  const from = Date.parse(guest.seatedAt)
  return { from, until: Math.max(now, from + expectedMinutes(floor, guest) * 60_000) }
}
