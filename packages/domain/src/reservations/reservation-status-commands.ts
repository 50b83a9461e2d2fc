import { z } from 'zod'
import { defineCommand } from '../command.ts'
import type { Draft } from '../draft.ts'
import { exampleIds } from '../entity.ts'
import { Id, line } from '../fields.ts'
import { correctPartyOf, endParty } from '../guests/ending.ts'
import { mustBeRecent } from '../guests/party.ts'
import { mustPass } from '../plans/obstacles.ts'
import {
  arrive,
  mustBeLiveReservation,
  mustBeReservationAsSeen,
  mustHaveParty,
  notFrom,
  seat,
  seatFields,
} from './arrival.ts'
import { notItsDay } from './planning.ts'
import {
  isLiveReservation,
  type LiveReservation,
  type Reservation,
  type ReservationStatus,
  ReservationStatusInput,
  SeenReservation,
} from './reservation.ts'
import { seatRefusals } from './reservation-commands.ts'

const force = z.boolean().optional()

export const setReservationStatus = defineCommand({
  type: 'reservation.setStatus',
  summary: 'Set the status of a reservation',
  description: 'With `was: {status}` one that has gone another way meanwhile stays as it is.',
  role: 'host',
  target: 'reservationId',
  guards: ['status'],
  refusals: [...seatRefusals, 'already_exists'],
  payload: z.strictObject({
    reservationId: Id,
    status: ReservationStatusInput,
    ...seatFields,
    reason: line(200).nullable().optional(),
  }),
  example: { status: 'no_show' },
  run(draft, { reservationId, status, reason = null, force = false, ...seating }, context) {
    const reservation = draft.reservations.must(reservationId)
    const { now, doneAt } = context
    const { tableIds, guestId } = seating
    const moves = status === 'seated' && tableIds !== undefined && tableIds.length > 0
    const isDone = status === reservation.status || (status === 'arrived' && reservation.status === 'seated')
    if (isDone && !moves) {
      if (isLiveReservation(reservation) && reservation.guestId !== null)
        arrive(draft, reservation, context, { guestId, force })
      return
    }
    mustBeReservationAsSeen(reservation, { status, was: seating.was }, context)
    if (draft.reservations.isPast(reservationId)) {
      correct(draft, reservation, { status, reason, now })
      return
    }
    const live = mustBeLiveReservation(reservation, `become ${status}`)
    switch (status) {
      case 'pending':
        throw notFrom(live, status)
      case 'confirmed':
        if (live.status !== 'pending') throw notFrom(live, status)
        draft.reservations.put({ ...live, status })
        return
      case 'arrived':
        arrive(draft, live, context, { guestId, force })
        return
      case 'seated':
        seat(draft, live, { ...seating, force }, context)
        return
      case 'finished':
        if (live.status !== 'seated') throw notFrom(live, status)
        endParty(draft, mustHaveParty(draft, live), { status, reason, doneAt })
        return
      case 'no_show':
        mustPass(draft, notItsDay(draft, live, doneAt), { force })
        endReservation(draft, live, { status, reason, doneAt })
        return
      case 'cancelled':
        endReservation(draft, live, { status, reason, doneAt })
    }
  },
})

function endReservation(
  draft: Draft,
  live: LiveReservation,
  { status, reason, doneAt }: { status: 'cancelled' | 'no_show'; reason: string | null; doneAt: string },
): void {
  if (live.guestId !== null) endParty(draft, mustHaveParty(draft, live), { status, reason, doneAt })
  else draft.reservations.put({ ...live, status, endedReason: reason, endedFrom: live.status })
}

// The close of a day settled it, and a week's time is left to say what really was.
function correct(
  draft: Draft,
  reservation: Reservation,
  { status, reason, now }: { status: ReservationStatus; reason: string | null; now: string },
): void {
  mustBeRecent(reservation, now)
  if (status !== 'finished' && status !== 'cancelled' && status !== 'no_show') throw notFrom(reservation, status)
  correctPartyOf(draft, reservation, { status, reason })
}

export const arriveReservation = defineCommand({
  type: 'reservation.arrive',
  summary: 'Say that the party of a reservation is here',
  description: 'It becomes a guest in line, whose id follows from the id of the reservation.',
  role: 'host',
  target: 'reservationId',
  guards: ['status'],
  refusals: ['not_found', 'invalid_transition', 'edit_conflict', 'already_exists', 'wrong_day'],
  /** `guestId` is of older clients: the party's id follows from the reservation's. */
  payload: z.strictObject({ reservationId: Id, guestId: Id.optional(), was: SeenReservation, force }),
  example: {},
  run(draft, { reservationId, guestId, was, force = false }, context) {
    const reservation = draft.reservations.must(reservationId)
    // A seated party has arrived already.
    const status = reservation.status === 'seated' ? 'seated' : 'arrived'
    mustBeReservationAsSeen(reservation, { status, was }, context)
    arrive(draft, mustBeLiveReservation(reservation, 'arrive'), context, { guestId, force })
  },
})

export const seatReservation = defineCommand({
  type: 'reservation.seat',
  summary: 'Seat the party of a reservation, arrived or not',
  description:
    'At its planned tables, unless `tableIds` names others. With `was: {tableIds: []}` a party that another host has seated meanwhile stays where it is.',
  role: 'host',
  target: 'reservationId',
  guards: ['status'],
  refusals: [...seatRefusals, 'already_exists'],
  payload: z.strictObject({ reservationId: Id, ...seatFields }),
  example: { tableIds: [exampleIds.table] },
  run(draft, { reservationId, force = false, ...seating }, context) {
    const reservation = draft.reservations.must(reservationId)
    mustBeReservationAsSeen(reservation, { status: 'seated', was: seating.was }, context)
    seat(draft, mustBeLiveReservation(reservation, 'be seated'), { ...seating, force }, context)
  },
})
