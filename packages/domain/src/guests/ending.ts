import type { Draft } from '../draft.ts'
import { areAmong } from '../plans/claims.ts'
import { Problem } from '../problems.ts'
import { putReservation } from '../reservations/planning.ts'
import { type EndedReservationStatus, isLiveReservation, type Reservation } from '../reservations/reservation.ts'
import { laterOf } from '../time.ts'
import { type EndedGuestStatus, type Guest, isEndedGuestStatus, type LiveGuest, lastStepOf } from './guest.ts'
import { mustBeRecent } from './party.ts'
import { freeTables, isFreeFor, setReservationOf, sitDown, type Times } from './seating.ts'

// Reservations have no status "left". The reservation of a party that walked away is cancelled.
const reservationWord: Record<EndedGuestStatus, EndedReservationStatus> = {
  finished: 'finished',
  cancelled: 'cancelled',
  no_show: 'no_show',
  left: 'cancelled',
}

/** Ends a live party: frees its tables and ends its reservation. Nobody leaves before their last step, or before `since`. */
export function endParty(
  draft: Draft,
  guest: LiveGuest,
  {
    status,
    reason,
    doneAt,
    since = lastStepOf(guest),
  }: { status: EndedGuestStatus; reason: string | null; doneAt: string; since?: string },
): void {
  freeTables(draft, guest)
  draft.guests.put({
    ...guest,
    status,
    tableId: null,
    tableIds: [],
    course: null,
    finishedAt: laterOf(doneAt, since),
    endedReason: reason,
    endedFrom: { status: guest.status, tableIds: tablesBefore(draft, guest), course: guest.course },
  })
  const reservation = guest.reservationId === null ? undefined : draft.reservations.get(guest.reservationId)
  if (!reservation || !isLiveReservation(reservation)) return
  const ended = { status: reservationWord[status], endedReason: reason, endedFrom: reservation.status }
  draft.reservations.put({ ...reservation, ...ended })
}

// Several tables of a party are cleared one by one, in one unit. It comes back to all of them.
function tablesBefore(draft: Draft, { id, tableIds }: Guest): string[] {
  const before = draft.guests.before(id)?.tableIds ?? []
  return tableIds.length > 0 && areAmong(tableIds, before) ? before : tableIds
}

/** Says how a party that has left the floor really ended, and with it its reservation. */
export function correctParty(
  draft: Draft,
  guest: Guest,
  { status, reason, now }: { status: EndedGuestStatus; reason: string | null; now: string },
): void {
  mustBeRecent(guest, now)
  draft.guests.put({ ...guest, status, endedReason: reason })
  const reservation = guest.reservationId === null ? undefined : draft.reservations.get(guest.reservationId)
  if (!reservation || isLiveReservation(reservation)) return
  draft.reservations.put({ ...reservation, status: reservationWord[status], endedReason: reason })
}

/** The same, said of its reservation. One that walked away is cancelled already. */
export function correctPartyOf(
  draft: Draft,
  reservation: Reservation,
  { status, reason }: { status: EndedReservationStatus; reason: string | null },
): void {
  draft.reservations.put({ ...reservation, status, endedReason: reason })
  const guest = reservation.guestId === null ? undefined : draft.guests.get(reservation.guestId)
  if (!guest || !isEndedGuestStatus(guest.status) || reservationWord[guest.status] === status) return
  draft.guests.put({ ...guest, status, endedReason: reason })
}

/** Puts a seated party back in line, as if it had not been seated, and frees its tables. */
export function backToLine(draft: Draft, guest: Guest, now: string): void {
  freeTables(draft, guest)
  const waiting = draft.guests.put({
    ...guest,
    status: 'waiting',
    tableId: null,
    tableIds: [],
    course: null,
    notifiedAt: null,
    seatedAt: null,
  })
  setReservationOf(draft, waiting, { status: 'arrived' }, now)
}

/**
 * Brings an ended party back as it was, or as waiting where one of its tables is taken at the end of the unit: a later
 * command may free it.
 */
export function restoreParty(draft: Draft, guest: Guest, { now, doneAt }: Times): void {
  const before = guest.endedFrom
  if (!before) {
    throw new Problem('invalid_transition', `${guest.name} has not ended: the party is ${guest.status}`, {
      current: { guestId: guest.id, status: guest.status },
    })
  }
  const live = { ...guest, finishedAt: null, endedReason: null, endedFrom: null }
  if (before.status !== 'seated') {
    const back = draft.guests.put({ ...live, status: before.status, course: before.course })
    setReservationOf(draft, back, { status: 'arrived' }, now)
    return
  }
  const sitAgain = (party: Guest) => {
    const { notifiedAt, seatedAt } = live
    const was = { ...party, status: 'seated' as const, notifiedAt, seatedAt, course: before.course }
    const seated = sitDown(draft, was, { tableIds: before.tableIds, doneAt })
    setReservationOf(draft, seated, { status: 'seated', tableIds: seated.tableIds }, now)
  }
  const isFree = () => before.tableIds.every((id) => isFreeFor(guest, draft.tables.get(id)))
  if (isFree()) {
    sitAgain(live)
    return
  }
  const waiting = draft.guests.put({ ...live, status: 'waiting', notifiedAt: null, seatedAt: null })
  draft.settleAtEnd(() => {
    const party = draft.guests.get(guest.id)
    if (party?.status === 'waiting' && isFree()) sitAgain(party)
  })
  setReservationOf(draft, waiting, { status: 'arrived' }, now)
}

/** Removes a party for good. A reservation of it that has not ended is as before the party arrived. */
export function removeParty(draft: Draft, guest: Guest, now: string): void {
  freeTables(draft, guest)
  draft.guests.remove(guest.id)
  const reservation = guest.reservationId === null ? undefined : draft.reservations.get(guest.reservationId)
  if (!reservation) return
  const booked = { ...reservation, guestId: null, arrivedFrom: null }
  // Rows from before the field was there do not know.
  const status = reservation.arrivedFrom ?? 'confirmed'
  if (isLiveReservation(reservation)) putReservation(draft, { ...booked, status }, now)
  else draft.reservations.put({ ...booked, endedFrom: status })
}
