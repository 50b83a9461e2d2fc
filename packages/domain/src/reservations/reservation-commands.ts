import { z } from 'zod'
import { defineCommand } from '../command.ts'
import type { Draft } from '../draft.ts'
import { exampleIds } from '../entity.ts'
import { definedOf, Email, Id, Instant, line, PartySize, PhoneInput, prose, TableIds, Tags } from '../fields.ts'
import { endParty, restoreParty } from '../guests/ending.ts'
import { isLiveGuest } from '../guests/guest.ts'
import { phoneNumber } from '../phone.ts'
import { Problem, wrongField } from '../problems.ts'
import { serviceDayAt, turnMinutesFor } from '../time.ts'
import { arrive, mustBeLiveReservation, mustHaveParty, notFrom, seat } from './arrival.ts'
import { mustBePlannable, replanned } from './plan.ts'
import { DurationMinutes, isLiveReservation, ReservationStatusInput, reservationEntity } from './reservation.ts'

const reservationFields = {
  name: line(120).optional(),
  partySize: PartySize.optional(),
  phone: PhoneInput.nullable().optional(),
  email: Email.nullable().optional(),
  notes: prose(2000).optional(),
  tags: Tags.optional(),
  startsAt: Instant.optional(),
  durationMinutes: DurationMinutes.optional(),
  tableIds: TableIds.optional(),
  source: line(40).optional(),
}

const seatRefusals = ['not_found', 'invalid_transition', 'table_occupied', 'table_blocked', 'party_too_large'] as const

export const createReservation = defineCommand({
  type: 'reservation.create',
  summary: 'Book a table',
  role: 'host',
  creates: { reservation: 'id' },
  refusals: ['already_exists', 'not_found', 'reservation_conflict'],
  payload: z.strictObject({
    ...reservationFields,
    id: Id.optional(),
    name: line(120),
    partySize: PartySize,
    startsAt: Instant,
    status: ReservationStatusInput.optional(),
  }),
  example: {
    name: 'Alan Turing',
    partySize: 2,
    startsAt: '2026-05-01T19:30:00Z',
    phone: '+49 30 654321',
    tableIds: [exampleIds.secondTable],
  },
  run(draft, { id, status, phone, ...fields }, { now, newId }) {
    if (status !== undefined && status !== 'pending' && status !== 'confirmed') {
      throw wrongField('status', `a new reservation is pending or confirmed, not ${status}`)
    }
    mustBeBookable(draft, fields.startsAt, now)
    const { settings } = draft.restaurant
    const reservation = draft.reservations.add({
      ...reservationEntity.defaults,
      durationMinutes: turnMinutesFor(draft.restaurant, fields.partySize),
      ...definedOf(fields),
      id: id ?? newId(),
      phone: phoneNumber(phone, settings.country),
      status: status ?? (settings.approveReservations ? 'pending' : 'confirmed'),
    })
    mustBePlannable(draft, reservation)
  },
})

export const updateReservation = defineCommand({
  type: 'reservation.update',
  summary: 'Change fields of a reservation',
  role: 'host',
  target: 'reservationId',
  refusals: ['not_found', 'reservation_conflict'],
  payload: z.strictObject({ ...reservationFields, reservationId: Id }),
  example: { startsAt: '2026-05-01T20:00:00Z', partySize: 3 },
  run(draft, { reservationId, phone, ...fields }, { now }) {
    const reservation = draft.reservations.must(reservationId)
    if (fields.startsAt !== undefined && fields.startsAt !== reservation.startsAt) {
      mustBeBookable(draft, fields.startsAt, now)
    }
    for (const id of fields.tableIds ?? []) draft.tables.must(id)
    const updated = draft.reservations.put({
      ...reservation,
      ...definedOf(fields),
      ...(phone === undefined ? {} : { phone: phoneNumber(phone, draft.restaurant.settings.country) }),
    })
    mustBePlannable(draft, updated)
  },
})

export const setReservationStatus = defineCommand({
  type: 'reservation.setStatus',
  summary: 'Set the status of a reservation',
  role: 'host',
  target: 'reservationId',
  creates: { guest: 'guestId' },
  refusals: [...seatRefusals, 'already_exists'],
  payload: z.strictObject({
    reservationId: Id,
    status: ReservationStatusInput,
    tableIds: TableIds.optional(),
    guestId: Id.optional(),
    reason: line(200).nullable().optional(),
    force: z.boolean().optional(),
  }),
  example: { status: 'no_show' },
  run(draft, { reservationId, status, tableIds, guestId, reason = null, force = false }, context) {
    const reservation = draft.reservations.must(reservationId)
    const moves = status === 'seated' && tableIds !== undefined && tableIds.length > 0
    if (status === reservation.status && !moves) return
    const live = mustBeLiveReservation(reservation, `become ${status}`)
    switch (status) {
      case 'pending':
        throw notFrom(live, status)
      case 'confirmed':
        if (live.status !== 'pending') throw notFrom(live, status)
        draft.reservations.put({ ...live, status })
        return
      case 'arrived':
        arrive(draft, live, context, guestId)
        return
      case 'seated':
        seat(draft, live, { tableIds, force, guestId }, context)
        return
      case 'finished':
        if (live.status !== 'seated') throw notFrom(live, status)
        endParty(draft, mustHaveParty(draft, live), { status, reason, now: context.now })
        return
      case 'cancelled':
      case 'no_show':
        if (live.guestId === null) draft.reservations.put({ ...live, status, endedFrom: live.status })
        else endParty(draft, mustHaveParty(draft, live), { status, reason, now: context.now })
    }
  },
})

export const arriveReservation = defineCommand({
  type: 'reservation.arrive',
  summary: 'Say that the party of a reservation is here',
  description: 'It becomes a guest in line. `guestId` is the id that the guest gets.',
  role: 'host',
  target: 'reservationId',
  creates: { guest: 'guestId' },
  refusals: ['not_found', 'invalid_transition', 'already_exists'],
  payload: z.strictObject({ reservationId: Id, guestId: Id.optional() }),
  example: {},
  run(draft, { reservationId, guestId }, context) {
    arrive(draft, mustBeLiveReservation(draft.reservations.must(reservationId), 'arrive'), context, guestId)
  },
})

export const seatReservation = defineCommand({
  type: 'reservation.seat',
  summary: 'Seat the party of a reservation, arrived or not',
  description: 'At its planned tables, unless `tableIds` names others.',
  role: 'host',
  target: 'reservationId',
  creates: { guest: 'guestId' },
  refusals: [...seatRefusals, 'already_exists'],
  /** Without `tableIds` the party sits at its planned tables. */
  payload: z.strictObject({
    reservationId: Id,
    tableIds: TableIds.optional(),
    guestId: Id.optional(),
    force: z.boolean().optional(),
  }),
  example: { tableIds: [exampleIds.table] },
  run(draft, { reservationId, tableIds, guestId, force = false }, context) {
    const reservation = mustBeLiveReservation(draft.reservations.must(reservationId), 'be seated')
    seat(draft, reservation, { tableIds, force, guestId }, context)
  },
})

export const restoreReservation = defineCommand({
  type: 'reservation.restore',
  summary: 'Bring back a reservation that has ended',
  role: 'host',
  target: 'reservationId',
  refusals: ['not_found', 'invalid_transition'],
  payload: z.strictObject({ reservationId: Id }),
  example: {},
  run(draft, { reservationId }, { now }) {
    const reservation = draft.reservations.must(reservationId)
    if (isLiveReservation(reservation) || reservation.endedFrom === null) {
      throw new Problem('invalid_transition', `The reservation of ${reservation.name} has not ended`, {
        current: { reservationId, status: reservation.status },
      })
    }
    const party = reservation.guestId === null ? undefined : draft.guests.get(reservation.guestId)
    if (party && !isLiveGuest(party)) restoreParty(draft, party, now)
    else draft.reservations.put(replanned(draft, { ...reservation, status: reservation.endedFrom, endedFrom: null }))
  },
})

export const deleteReservation = defineCommand({
  type: 'reservation.delete',
  summary: 'Delete a reservation',
  description: 'A party that has arrived stays on the floor as a walk-in.',
  role: 'host',
  target: 'reservationId',
  refusals: ['not_found'],
  payload: z.strictObject({ reservationId: Id }),
  example: {},
  run(draft, { reservationId }) {
    const { guestId } = draft.reservations.must(reservationId)
    draft.reservations.remove(reservationId)
    const party = guestId === null ? undefined : draft.guests.get(guestId)
    if (party) draft.guests.put({ ...party, reservationId: null })
  },
})

// The floor holds reservations from this service day on, so nobody would ever see an earlier one.
function mustBeBookable(draft: Draft, startsAt: string, now: string): void {
  const today = serviceDayAt(now, draft.restaurant)
  if (startsAt < today.startsAt) throw wrongField('startsAt', `lies before this service day (${today.startsAt})`)
  if (Date.parse(startsAt) - Date.parse(now) > 2 * 366 * 86_400_000) {
    throw wrongField('startsAt', 'lies more than two years ahead')
  }
}
