import { z } from 'zod'
import { defineCommand } from '../command.ts'
import type { Draft } from '../draft.ts'
import { definedOf, Email, Id, Instant, line, PartySize, PhoneInput, prose, TableIds, Tags } from '../fields.ts'
import { endParty, restoreParty } from '../guests/ending.ts'
import { isLiveGuest } from '../guests/guest.ts'
import { phoneNumber } from '../phone.ts'
import { Problem, wrongField } from '../problems.ts'
import { serviceDayAt, turnMinutesFor } from '../time.ts'
import { arrive, mustBeLive, mustHaveParty, notFrom, seat } from './arrival.ts'
import { mustBePlannable, replanned } from './plan.ts'
import { DurationMinutes, isLiveReservation, ReservationStatusInput } from './reservation.ts'

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

export const createReservation = defineCommand({
  type: 'reservation.create',
  role: 'host',
  payload: z.strictObject({
    ...reservationFields,
    id: Id.optional(),
    name: line(120),
    partySize: PartySize,
    startsAt: Instant,
    status: ReservationStatusInput.optional(),
  }),
  run(draft, { id, status, ...fields }, { now, newId }) {
    if (status !== undefined && status !== 'pending' && status !== 'confirmed') {
      throw wrongField('status', `a new reservation is pending or confirmed, not ${status}`)
    }
    mustBeBookable(draft, fields.startsAt, now)
    const { settings } = draft.restaurant
    const reservation = draft.reservations.add({
      id: id ?? newId(),
      name: fields.name,
      partySize: fields.partySize,
      phone: phoneNumber(fields.phone, settings.country),
      email: fields.email ?? null,
      notes: fields.notes ?? '',
      tags: fields.tags ?? [],
      startsAt: fields.startsAt,
      durationMinutes: fields.durationMinutes ?? turnMinutesFor(draft.restaurant, fields.partySize),
      status: status ?? (settings.approveReservations ? 'pending' : 'confirmed'),
      tableIds: fields.tableIds ?? [],
      guestId: null,
      source: fields.source ?? 'host',
      endedFrom: null,
    })
    mustBePlannable(draft, reservation)
  },
})

export const updateReservation = defineCommand({
  type: 'reservation.update',
  role: 'host',
  payload: z.strictObject({ ...reservationFields, reservationId: Id }),
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
  role: 'host',
  payload: z.strictObject({
    reservationId: Id,
    status: ReservationStatusInput,
    tableIds: TableIds.optional(),
    reason: line(200).nullable().optional(),
    force: z.boolean().optional(),
  }),
  run(draft, { reservationId, status, tableIds, reason = null, force = false }, context) {
    const reservation = draft.reservations.must(reservationId)
    const moves = status === 'seated' && tableIds !== undefined && tableIds.length > 0
    if (status === reservation.status && !moves) return
    const live = mustBeLive(reservation, `become ${status}`)
    switch (status) {
      case 'pending':
        throw notFrom(live, status)
      case 'confirmed':
        if (live.status !== 'pending') throw notFrom(live, status)
        draft.reservations.put({ ...live, status })
        return
      case 'arrived':
        arrive(draft, live, context)
        return
      case 'seated':
        seat(draft, live, { tableIds, force }, context)
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
  role: 'host',
  /** `guestId` lets an offline client know the party's id before the server does. */
  payload: z.strictObject({ reservationId: Id, guestId: Id.optional() }),
  run(draft, { reservationId, guestId }, context) {
    arrive(draft, mustBeLive(draft.reservations.must(reservationId), 'arrive'), context, guestId)
  },
})

export const seatReservation = defineCommand({
  type: 'reservation.seat',
  role: 'host',
  /** Without `tableIds` the party sits at its planned tables. */
  payload: z.strictObject({
    reservationId: Id,
    tableIds: TableIds.optional(),
    guestId: Id.optional(),
    force: z.boolean().optional(),
  }),
  run(draft, { reservationId, tableIds, guestId, force = false }, context) {
    const reservation = mustBeLive(draft.reservations.must(reservationId), 'be seated')
    seat(draft, reservation, { tableIds, force, guestId }, context)
  },
})

export const restoreReservation = defineCommand({
  type: 'reservation.restore',
  role: 'host',
  payload: z.strictObject({ reservationId: Id }),
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

/** Its party, where it has arrived, stays on the floor as a walk-in. */
export const deleteReservation = defineCommand({
  type: 'reservation.delete',
  role: 'host',
  payload: z.strictObject({ reservationId: Id }),
  run(draft, { reservationId }) {
    const { guestId } = draft.reservations.must(reservationId)
    draft.reservations.remove(reservationId)
    const party = guestId === null ? undefined : draft.guests.get(guestId)
    if (party) draft.guests.put({ ...party, reservationId: null })
  },
})

// The floor holds reservations from this service day on: an earlier one would never be seen. Two years bound the rest.
function mustBeBookable(draft: Draft, startsAt: string, now: string): void {
  const today = serviceDayAt(now, draft.restaurant)
  if (startsAt < today.startsAt) throw wrongField('startsAt', `lies before this service day (${today.startsAt})`)
  if (Date.parse(startsAt) - Date.parse(now) > 2 * 366 * 86_400_000) {
    throw wrongField('startsAt', 'lies more than two years ahead')
  }
}
