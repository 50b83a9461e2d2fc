import type { Draft } from './draft.ts'
import { isLiveGuest } from './guests/guest.ts'
import { Problem } from './problems.ts'
import { rivalOf } from './reservations/plan.ts'
import { isLiveReservation } from './reservations/reservation.ts'

/**
 * Throws the first thing on a draft that a floor must never show. Commands keep these rules by themselves; an undo,
 * which puts back what was, asks here whether it still goes with what has come since.
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
      throw new Problem('in_use', `Table ${table.tableNumber} lies in that section`, {
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
    if (joined.has(key)) throw new Problem('already_exists', `These tables are joined as ${combination.name} already`)
    joined.add(key)
    if (combination.tableIds.every((id) => draft.tables.get(id))) continue
    throw new Problem('in_use', `The combination ${combination.name} needs that table`, {
      current: [{ entity_type: 'combination', entity_id: combination.id }],
    })
  }
}

function reservationsAgree(draft: Draft): void {
  for (const reservation of draft.reservations.all()) {
    const rival = rivalOf(draft, reservation)
    if (rival) {
      throw new Problem('reservation_conflict', `Its table is planned for ${rival.name} at ${rival.startsAt} by now`, {
        current: { reservationId: rival.id, name: rival.name, startsAt: rival.startsAt },
      })
    }
    const party = reservation.guestId === null ? undefined : draft.guests.get(reservation.guestId)
    const arrived = reservation.status === 'arrived' || reservation.status === 'seated'
    const agrees =
      isLiveReservation(reservation) === (reservation.endedFrom === null) &&
      (party === undefined || party.reservationId === reservation.id) &&
      (!arrived || (party !== undefined && (party.status === 'seated') === (reservation.status === 'seated'))) &&
      (arrived || party === undefined || !isLiveGuest(party))
    if (!agrees) throw broken('reservation', reservation.id, `${reservation.name} and its party would disagree`)
  }
  for (const guest of draft.guests.all()) {
    if (guest.reservationId === null) continue
    if (draft.reservations.get(guest.reservationId)?.guestId === guest.id) continue
    throw broken('guest', guest.id, `${guest.name} and the reservation of the party would disagree`)
  }
}

function broken(entityType: string, entityId: string, detail: string): Problem {
  return new Problem('version_conflict', detail, { current: [{ entity_type: entityType, entity_id: entityId }] })
}
