import type { Draft } from './draft.ts'
import { type Guest, isLiveGuest } from './guests/guest.ts'
import { Problem } from './problems.ts'
import { findConflict } from './reservations/plan.ts'
import { isLiveReservation, type Reservation } from './reservations/reservation.ts'

/**
 * Throws the first rule that a draft breaks and no floor may break. Commands keep these rules; an undo puts back what
 * was, and asks here whether that still agrees with what has come since.
 */
export function mustBeWhole(draft: Draft): void {
  seatingAgrees(draft)
  referencesHold(draft)
  reservationsAgree(draft)
}

function seatingAgrees(draft: Draft): void {
  for (const table of draft.tables.all()) {
    const party = table.currentGuestId === null ? undefined : draft.guests.get(table.currentGuestId)
    const occupied = table.status === 'occupied'
    if (occupied !== (table.currentGuestId !== null) || (occupied && !party?.tableIds.includes(table.id))) {
      throw broken('table', table.id, `Table ${table.tableNumber} and its party would disagree`)
    }
  }
  for (const guest of draft.guests.all()) {
    const agrees =
      (guest.tableIds[0] ?? null) === guest.tableId &&
      guest.tableIds.every((id) => draft.tables.get(id)?.currentGuestId === guest.id) &&
      (guest.status === 'seated') === guest.tableIds.length > 0 &&
      (guest.course === null || guest.status === 'seated') &&
      isLiveGuest(guest) === (guest.endedFrom === null)
    if (!agrees) throw broken('guest', guest.id, `${guest.name} and the tables of the party would disagree`)
  }
}

function referencesHold(draft: Draft): void {
  const numbers = new Map<string, string>()
  for (const table of draft.tables.all()) {
    if (table.sectionId !== null && !draft.sections.get(table.sectionId)) {
      throw new Problem('in_use', `Table ${table.tableNumber} lies in a section that would not be there`, {
        current: [{ entity_type: 'table', entity_id: table.id }],
      })
    }
    if (numbers.has(table.tableNumber)) {
      throw new Problem('already_exists', `There is a table ${table.tableNumber} already`, {
        current: { tableId: table.id, tableNumber: table.tableNumber },
      })
    }
    numbers.set(table.tableNumber, table.id)
  }
  const joined = new Set<string>()
  for (const combination of draft.combinations.all()) {
    const key = [...combination.tableIds].sort().join()
    if (joined.has(key)) {
      throw new Problem('already_exists', `The tables of ${combination.name} would be joined twice`, {
        current: { combinationId: combination.id, name: combination.name },
      })
    }
    joined.add(key)
    if (combination.tableIds.every((id) => draft.tables.get(id))) continue
    throw new Problem('in_use', `The combination ${combination.name} needs a table that would not be there`, {
      current: [{ entity_type: 'combination', entity_id: combination.id }],
    })
  }
  for (const reservation of draft.reservations.all()) {
    if (!isLiveReservation(reservation) || reservation.tableIds.every((id) => draft.tables.get(id))) continue
    throw new Problem('in_use', `A table that would not be there is planned for ${reservation.name}`, {
      current: [{ entity_type: 'reservation', entity_id: reservation.id }],
    })
  }
}

function reservationsAgree(draft: Draft): void {
  const conflict = findConflict(draft)
  if (conflict) {
    const [first, second] = conflict
    throw new Problem('reservation_conflict', `${first.name} and ${second.name} would want one table at one time`, {
      current: { reservationId: first.id, name: first.name, startsAt: first.startsAt },
    })
  }
  for (const reservation of draft.reservations.all()) {
    const party = reservation.guestId === null ? undefined : draft.guests.get(reservation.guestId)
    const agrees =
      isLiveReservation(reservation) === (reservation.endedFrom === null) &&
      (reservation.guestId === null || party?.reservationId === reservation.id) &&
      isInStep(reservation, party)
    if (!agrees) throw broken('reservation', reservation.id, `${reservation.name} and its party would disagree`)
  }
  for (const guest of draft.guests.all()) {
    if (guest.reservationId === null) continue
    if (draft.reservations.get(guest.reservationId)?.guestId === guest.id) continue
    throw broken('guest', guest.id, `${guest.name} and the reservation of the party would disagree`)
  }
}

function isInStep({ status }: Reservation, party: Guest | undefined): boolean {
  switch (status) {
    case 'pending':
    case 'confirmed':
      return party === undefined
    case 'arrived':
      return party?.status === 'waiting' || party?.status === 'notified'
    case 'seated':
      return party?.status === 'seated'
    case 'finished':
    case 'cancelled':
    case 'no_show':
      return party === undefined || !isLiveGuest(party)
  }
}

function broken(entityType: string, entityId: string, detail: string): Problem {
  return new Problem('version_conflict', detail, { current: [{ entity_type: entityType, entity_id: entityId }] })
}
