import type { Context } from '../command.ts'
import type { Draft } from '../draft.ts'
import { type Guest, isLiveGuest, type LiveGuest } from '../guests/guest.ts'
import { seatParty } from '../guests/seating.ts'
import { Problem, wrongField } from '../problems.ts'
import { isLiveReservation, type LiveReservation, type Reservation } from './reservation.ts'

/** Makes a party in line of a reservation; each names the other. */
export function arrive(draft: Draft, reservation: LiveReservation, { now, newId }: Context, guestId?: string): Guest {
  if (reservation.guestId !== null) throw notFrom(reservation, 'arrived')
  const guest = draft.guests.add({
    id: guestId ?? newId(),
    name: reservation.name,
    partySize: reservation.partySize,
    phone: reservation.phone,
    email: reservation.email,
    notes: reservation.notes,
    tags: reservation.tags,
    status: 'waiting',
    tableId: null,
    tableIds: [],
    course: null,
    reservationId: reservation.id,
    quotedMinutes: null,
    joinedAt: now,
    notifiedAt: null,
    seatedAt: null,
    finishedAt: null,
    endedReason: null,
    endedFrom: null,
  })
  draft.reservations.put({ ...reservation, status: 'arrived', guestId: guest.id })
  return guest
}

/** Seats the party of a reservation, which arrives with it where it has not yet. */
export function seat(
  draft: Draft,
  reservation: LiveReservation,
  { tableIds, force, guestId }: { tableIds: string[] | undefined; force: boolean; guestId?: string | undefined },
  context: Context,
): void {
  const wanted = tableIds?.length ? tableIds : reservation.tableIds
  if (wanted.length === 0) throw wrongField('tableIds', 'says where the party sits: no table is planned for it')
  const party =
    reservation.guestId === null ? arrive(draft, reservation, context, guestId) : mustHaveParty(draft, reservation)
  seatParty(draft, party, { tableIds: wanted, force, now: context.now })
}

/** The party of a reservation that has arrived, live. */
export function mustHaveParty(draft: Draft, reservation: Reservation): LiveGuest {
  const party = draft.guests.must(reservation.guestId ?? '')
  if (isLiveGuest(party)) return party
  throw notFrom(reservation, 'changed: its party has ended')
}

/** The reservation, live, or `invalid_transition` saying what it is. */
export function mustBeLive(reservation: Reservation, wanted: string): LiveReservation {
  if (isLiveReservation(reservation)) return reservation
  throw new Problem(
    'invalid_transition',
    `The reservation of ${reservation.name} is ${reservation.status} and cannot ${wanted}; restore it first`,
    { current: { reservationId: reservation.id, status: reservation.status } },
  )
}

/** The problem of a step that the status does not allow. */
export function notFrom(reservation: Reservation, wanted: string): Problem {
  return new Problem(
    'invalid_transition',
    `The reservation of ${reservation.name} is ${reservation.status} and cannot be ${wanted}`,
    { current: { reservationId: reservation.id, status: reservation.status, guestId: reservation.guestId } },
  )
}
