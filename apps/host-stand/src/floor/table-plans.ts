import { type Floor, holdsPlan, type Reservation } from '@qtable/domain'
import { plannedSpan, seatedSpan, spansOverlap, type TimeSpan } from './time-span.ts'

// Pure rules of the floor that the domain does not export.

/** The reservations planned at each table, earliest first. */
export function plansByTable(floor: Floor): ReadonlyMap<string, readonly Reservation[]> {
  const plans = new Map<string, Reservation[]>()
  const planned = [...floor.reservations.values()].filter(holdsPlan)
  planned.sort((a, b) => (a.startsAt < b.startsAt ? -1 : 1))
  for (const reservation of planned) {
    for (const id of reservation.tableIds) {
      const list = plans.get(id)
      if (list) list.push(reservation)
      else plans.set(id, [reservation])
    }
  }
  return plans
}

/**
 * The tables that cannot be planned for a time span, because of another reservation or a party that will probably still
 * sit there. `reservationId` is the reservation being planned, which never blocks itself; `now` is in milliseconds.
 */
export function busyTables(
  floor: Floor,
  span: TimeSpan,
  { reservationId, now }: { reservationId?: string | undefined; now: number },
): ReadonlySet<string> {
  const busy = new Set<string>()
  for (const other of floor.reservations.values()) {
    if (other.id === reservationId || !holdsPlan(other) || !spansOverlap(plannedSpan(other), span)) continue
    for (const id of other.tableIds) busy.add(id)
  }
  for (const guest of floor.guests.values()) {
    if (reservationId !== undefined && guest.reservationId === reservationId) continue
    const seated = seatedSpan(floor, guest, now)
    if (seated && spansOverlap(seated, span)) for (const id of guest.tableIds) busy.add(id)
  }
  return busy
}
