import { z } from 'zod'
import type { Context } from '../command.ts'
import { partyOf } from '../contact.ts'
import { doneAfterStatusOf } from '../done-at.ts'
import type { Draft } from '../draft.ts'
import { mergeEdit } from '../edits.ts'
import { Id, TableIds } from '../fields.ts'
import { type Guest, isLiveGuest, type LiveGuest, newGuest } from '../guests/guest.ts'
import { seatParty } from '../guests/seating.ts'
import { mustPass } from '../plans/obstacles.ts'
import { Problem, wrongField } from '../problems.ts'
import { mustBeAsSeen } from '../status-guard.ts'
import type { Was } from '../was.ts'
import { hash128 } from './hash128.ts'
import { notItsDay } from './planning.ts'
import {
  isLiveReservation,
  type LiveReservation,
  liveReservationStatuses,
  type Reservation,
  type ReservationStatus,
  SeenReservation,
} from './reservation.ts'

/** What a seat of a reservation's party says. Without `tableIds` it sits at its planned tables. */
export const seatFields = {
  tableIds: TableIds.optional(),
  /** Of older clients: the party's id follows from the reservation's. */
  guestId: Id.optional(),
  /** `tableIds` where the party sat as the author saw it: `[]` where it did not sit yet. */
  was: SeenReservation,
  force: z.boolean().optional(),
}
type SeatPayload = z.output<z.ZodObject<typeof seatFields>>

const mostOtherIds = 20

/**
 * Adds the party of a reservation to the line. Each names the other. One that has arrived already is left as it is: the
 * same deed twice is one deed.
 */
export function arrive(
  draft: Draft,
  reservation: LiveReservation,
  { doneAt, lastEdit }: Pick<Context, 'doneAt' | 'lastEdit'>,
  { guestId, force }: { guestId?: string | undefined; force: boolean },
): Guest {
  if (reservation.guestId !== null) return alsoCalled(draft, mustHaveParty(draft, reservation), guestId)
  mustPass(draft, notItsDay(draft, reservation, doneAt), { force })
  const id = guestId ?? arrivalId(reservation)
  const joinedAt = doneAfterStatusOf(reservation, { doneAt, lastEdit })
  const guest = draft.guests.add(newGuest({ ...partyOf(reservation), id, reservationId: reservation.id, joinedAt }))
  draft.reservations.put({
    ...reservation,
    status: 'arrived',
    guestId: guest.id,
    arrivals: reservation.arrivals + 1,
    arrivedFrom: reservation.status === 'pending' ? 'pending' : 'confirmed',
  })
  return guest
}

/** What this device does next names the party by the id that it chose. */
function alsoCalled(draft: Draft, party: LiveGuest, id: string | undefined): LiveGuest {
  if (id === undefined || party.otherIds.length >= mostOtherIds || draft.guests.get(id)) return party
  const named = { ...party, otherIds: [...party.otherIds, id] }
  draft.guests.put(named)
  return named
}

/**
 * The id of the party that the next arrival of a reservation makes. It follows from the reservation's id and its count
 * of arrivals, so two devices that mark the arrival apart mean the same party: a hash of both as a UUID of version 8
 * (RFC 9562: a form of one's own).
 */
export function arrivalId({ id, arrivals }: Pick<Reservation, 'id' | 'arrivals'>): string {
  const hash = hash128(`${id} ${arrivals}`)
  const variant = ((Number.parseInt(hash.charAt(16), 16) & 3) | 8).toString(16)
  const parts = [hash.slice(0, 8), hash.slice(8, 12), `8${hash.slice(13, 16)}`, variant + hash.slice(17, 20)]
  return [...parts, hash.slice(20)].join('-')
}

/** Where a party sits at a reservation: from its seating on. Before that, its tables are a plan. */
export function sittingAt({ status, tableIds }: Pick<Reservation, 'status' | 'tableIds'>): readonly string[] {
  return status === 'seated' ? tableIds : []
}

/**
 * Seats the party of a reservation. Where it has not arrived, it arrives in the same step. With `was: {tableIds}`, where
 * the party sat as the author saw it, one that another host has seated meanwhile stays where it is.
 */
export function seat(
  draft: Draft,
  reservation: LiveReservation,
  { tableIds, was, force, guestId }: Pick<SeatPayload, 'tableIds' | 'was' | 'guestId'> & { force: boolean },
  { now, doneAt, lastEdit }: Context,
): void {
  const wanted = tableIds?.length ? tableIds : reservation.tableIds
  if (wanted.length === 0) throw wrongField('tableIds', 'says where the party sits: no table is planned for it')
  const lastEditOf = (names: readonly string[]) => lastEdit('reservation', reservation.id, names)
  mergeEdit({ tableIds: [...sittingAt(reservation)] }, { wanted: { tableIds: wanted }, was, lastEdit: lastEditOf })
  const party = arrive(draft, reservation, { doneAt, lastEdit }, { guestId, force })
  seatParty(draft, party, { tableIds: wanted, force, now, doneAt })
}

/** Refuses a status of a reservation that has another one than its author saw, unless somebody went a part of the same way. */
export function mustBeReservationAsSeen(
  reservation: Reservation,
  { status, was }: { status: ReservationStatus; was: Was },
  { lastEdit }: Pick<Context, 'lastEdit'>,
): void {
  const lastEditOf = (names: readonly string[]) => lastEdit('reservation', reservation.id, names)
  const way = liveReservationStatuses
  mustBeAsSeen<ReservationStatus>({ now: reservation.status, wanted: status, was, way, lastEdit: lastEditOf })
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
