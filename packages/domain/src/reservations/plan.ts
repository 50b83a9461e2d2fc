import type { Draft } from '../draft.ts'
import { Problem } from '../problems.ts'
import { endOf, isLiveReservation, overlaps, type Reservation, startOf } from './reservation.ts'

/** Another reservation that wants one of the same tables at the same time, or undefined. */
export function conflictOf(draft: Draft, reservation: Reservation): Reservation | undefined {
  if (!isLiveReservation(reservation) || reservation.tableIds.length === 0) return undefined
  for (const other of draft.reservations.all()) {
    if (other.id === reservation.id || !isLiveReservation(other)) continue
    if (other.tableIds.some((id) => reservation.tableIds.includes(id)) && overlaps(reservation, other)) return other
  }
  return undefined
}

/** Throws `not_found` or `reservation_conflict` where a live reservation plans a table that is gone or taken then. */
export function mustBePlannable(draft: Draft, reservation: Reservation): void {
  if (!isLiveReservation(reservation)) return
  for (const id of reservation.tableIds) draft.tables.must(id)
  const other = conflictOf(draft, reservation)
  if (!other) return
  const shared = other.tableIds.filter((id) => reservation.tableIds.includes(id))
  const numbers = shared.map((id) => draft.tables.must(id).tableNumber).join(', ')
  throw new Problem('reservation_conflict', `Table ${numbers} is planned for ${other.name} at ${other.startsAt}`, {
    current: {
      reservationId: other.id,
      name: other.name,
      startsAt: other.startsAt,
      durationMinutes: other.durationMinutes,
      tableIds: shared,
    },
  })
}

/** A reservation that comes back, without its planned tables where one is gone or another reservation has taken it. */
export function replanned(draft: Draft, reservation: Reservation): Reservation {
  if (!isLiveReservation(reservation)) return reservation
  const exist = reservation.tableIds.every((id) => draft.tables.get(id))
  return exist && !conflictOf(draft, reservation) ? reservation : { ...reservation, tableIds: [] }
}

/** Two reservations of the floor that want one table at the same time, or undefined where none do. */
export function findConflict(draft: Draft): readonly [Reservation, Reservation] | undefined {
  const byTable = new Map<string, Reservation[]>()
  for (const reservation of draft.reservations.all()) {
    if (!isLiveReservation(reservation)) continue
    for (const id of reservation.tableIds) {
      const planned = byTable.get(id)
      if (planned) planned.push(reservation)
      else byTable.set(id, [reservation])
    }
  }
  for (const planned of byTable.values()) {
    planned.sort((a, b) => (a.startsAt < b.startsAt ? -1 : 1))
    // Sorted by start, two that overlap include two neighbours that overlap.
    for (const [i, later] of planned.entries()) {
      const earlier = planned[i - 1]
      if (earlier && startOf(later) < endOf(earlier)) return [earlier, later]
    }
  }
  return undefined
}
