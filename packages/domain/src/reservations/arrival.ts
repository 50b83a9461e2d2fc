import type { Context } from '../command.ts'
import type { Draft } from '../draft.ts'
import { type Guest, isLiveGuest, type LiveGuest, newGuest } from '../guests/guest.ts'
import { seatParty } from '../guests/seating.ts'
import { Problem, wrongField } from '../problems.ts'
import { isLiveReservation, type LiveReservation, type Reservation } from './reservation.ts'

/** Adds the party of a reservation to the line. Each names the other. */
export function arrive(draft: Draft, reservation: LiveReservation, { now, newId }: Context, guestId?: string): Guest {
  if (reservation.guestId !== null) throw notFrom(reservation, 'arrived')
  const { name, partySize, phone, email, notes, tags } = reservation
  const guest = draft.guests.add(
    newGuest({
      id: guestId ?? newId(),
      reservationId: reservation.id,
      joinedAt: now,
      ...{ name, partySize, phone, email, notes, tags },
    }),
  )
  draft.reservations.put({ ...reservation, status: 'arrived', guestId: guest.id })
  return guest
}

/** Seats the party of a reservation. Where it has not arrived, it arrives in the same step. */
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

/** The live party of a reservation that has arrived. */
export function mustHaveParty(draft: Draft, reservation: Reservation): LiveGuest {
  const party = draft.guests.must(reservation.guestId ?? '')
  if (isLiveGuest(party)) return party
  throw notFrom(reservation, 'changed: its party has ended')
}

/** The live reservation, or `invalid_transition` with its status. */
export function mustBeLiveReservation(reservation: Reservation, wanted: string): LiveReservation {
  if (isLiveReservation(reservation)) return reservation
  throw new Problem(
    'invalid_transition',
    `The reservation of ${reservation.name} is ${reservation.status} and cannot ${wanted}; restore it first`,
    { current: { reservationId: reservation.id, status: reservation.status } },
  )
}

/** The problem of a transition that the status does not allow. */
export function notFrom(reservation: Reservation, wanted: string): Problem {
  return new Problem(
    'invalid_transition',
    `The reservation of ${reservation.name} is ${reservation.status} and cannot be ${wanted}`,
    { current: { reservationId: reservation.id, status: reservation.status, guestId: reservation.guestId } },
  )
}
