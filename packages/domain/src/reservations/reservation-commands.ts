import { z } from 'zod'
import { defineCommand } from '../command.ts'
import { partyInput, partyOf, readContacts, readSeen } from '../contact.ts'
import { stillToDelete } from '../deletion.ts'
import type { Draft } from '../draft.ts'
import { mergeEdit } from '../edits.ts'
import { exampleIds } from '../entity.ts'
import { definedOf, Id, Instant, line, PartySize, TableIds } from '../fields.ts'
import { restoreParty } from '../guests/ending.ts'
import { isLiveGuest } from '../guests/guest.ts'
import { mustBeAfterwords, mustBeRecent } from '../guests/party.ts'
import { sameTables } from '../guests/seating.ts'
import { mustPass } from '../plans/obstacles.ts'
import { Problem, wrongField } from '../problems.ts'
import { turnMinutesFor } from '../time.ts'
import { mustBeReservationAsSeen, notFrom } from './arrival.ts'
import { mustBeWithinTwoYears, notAhead, putReservation } from './planning.ts'
import {
  DurationMinutes,
  isLiveReservation,
  type Reservation,
  ReservationStatusInput,
  reservationEntity,
  SeenReservation,
} from './reservation.ts'

const reservationFields = {
  ...partyInput,
  startsAt: Instant.optional(),
  durationMinutes: DurationMinutes.optional(),
  tableIds: TableIds.optional(),
  source: line(40).optional(),
}
const force = z.boolean().optional()
export const bookingRefusals = [
  'not_found',
  'reservation_conflict',
  'table_occupied',
  'table_blocked',
  'party_too_large',
  'outside_hours',
  'wrong_day',
] as const

export const seatRefusals = [
  'not_found',
  'invalid_transition',
  'edit_conflict',
  'table_occupied',
  'table_blocked',
  'party_too_large',
  'wrong_day',
] as const

export const createReservation = defineCommand({
  type: 'reservation.create',
  summary: 'Book a table',
  role: 'host',
  creates: { reservation: 'id' },
  refusals: ['already_exists', ...bookingRefusals],
  payload: z.strictObject({
    ...reservationFields,
    id: Id.optional(),
    name: line(120),
    partySize: PartySize,
    startsAt: Instant,
    status: ReservationStatusInput.optional(),
    force,
  }),
  example: {
    name: 'Alan Turing',
    partySize: 2,
    startsAt: '2026-05-01T19:30:00Z',
    phone: '+49 30 654321',
    tableIds: [exampleIds.secondTable],
  },
  run(draft, { id, status, phone, email, force = false, ...fields }, { now, doneAt, newId }) {
    if (status !== undefined && status !== 'pending' && status !== 'confirmed') {
      throw wrongField('status', `a new reservation is pending or confirmed, not ${status}`)
    }
    mustBeWithinTwoYears(fields.startsAt, now)
    const { settings } = draft.restaurant
    const reservation = draft.reservations.add({
      ...reservationEntity.defaults,
      durationMinutes: turnMinutesFor(draft.restaurant, fields.partySize),
      ...definedOf(fields),
      id: id ?? newId(),
      ...readContacts({ phone, email }, { country: settings.country }),
      status: status ?? (settings.approveReservations ? 'pending' : 'confirmed'),
    })
    for (const tableId of reservation.tableIds) draft.tables.must(tableId)
    mustPass(draft, notAhead(reservation.startsAt, doneAt), { force })
  },
})

export const updateReservation = defineCommand({
  type: 'reservation.update',
  summary: 'Change fields of a reservation',
  description:
    'Its party changes with it. Once the party sits, `startsAt` and `tableIds` are fixed; one that has ended takes `notes` and `tags` alone.',
  role: 'host',
  target: 'reservationId',
  refusals: ['invalid_transition', 'edit_conflict', ...bookingRefusals],
  payload: z.strictObject({ ...reservationFields, reservationId: Id, was: SeenReservation, force }),
  example: { startsAt: '2026-05-01T20:00:00Z', partySize: 3 },
  run(draft, { reservationId, was, force = false, phone, email, ...fields }, { now, doneAt, lastEdit }) {
    const reservation = draft.reservations.must(reservationId)
    const { country } = draft.restaurant.settings
    const wanted = { ...definedOf(fields), ...readContacts({ phone, email }, { before: reservation, country }) }
    const lastEditOf = (names: readonly string[]) => lastEdit('reservation', reservationId, names)
    const seen = readSeen(was, { now: reservation, country })
    const edit = mergeEdit<Reservation>(reservation, { wanted, was: seen, lastEdit: lastEditOf })
    if (!isLiveReservation(reservation)) mustBeAfterwords(reservation, edit)
    const updated = { ...reservation, ...edit }
    if (reservation.status === 'seated') mustStayWhereItSits(reservation, updated)
    const put = draft.reservations.put(updated)
    if (put.guestId !== null) shareWithParty(draft, put)
    if (!isLiveReservation(put) || put.status === 'seated') return
    for (const tableId of edit.tableIds ?? []) draft.tables.must(tableId)
    if (put.startsAt === reservation.startsAt) return
    mustBeWithinTwoYears(put.startsAt, now)
    mustPass(draft, notAhead(put.startsAt, doneAt), { force })
  },
})

// From arrival on a reservation and its party are one thing. The party's own checks ran on the reservation.
function shareWithParty(draft: Draft, reservation: Reservation): void {
  const party = draft.guests.get(reservation.guestId ?? '')
  if (party) draft.guests.put({ ...party, ...partyOf(reservation) })
}

function mustStayWhereItSits(before: Reservation, after: Reservation): void {
  if (after.startsAt === before.startsAt && sameTables(after.tableIds, before.tableIds)) return
  throw notFrom(before, 'moved: its party sits; move the party')
}

export const restoreReservation = defineCommand({
  type: 'reservation.restore',
  summary: 'Bring back a reservation that has ended',
  description:
    'Where somebody else has its tables by now, without them, and `warnings` say so. What has come to speak against it since is judged as for a booking. One that is back already stays as it is.',
  role: 'host',
  target: 'reservationId',
  guards: ['status'],
  refusals: ['not_found', 'invalid_transition', 'edit_conflict', 'party_too_large', 'table_blocked', 'outside_hours'],
  payload: z.strictObject({ reservationId: Id, was: SeenReservation, force }),
  example: {},
  run(draft, { reservationId, was }, context) {
    const { now, doneAt } = context
    const reservation = draft.reservations.must(reservationId)
    // Another device has restored it.
    if (isLiveReservation(reservation) && context.lastEdit('reservation', reservationId, ['endedFrom'])) return
    mustBeReservationAsSeen(reservation, { status: reservation.endedFrom ?? 'confirmed', was }, context)
    if (draft.reservations.isPast(reservationId)) mustBeRecent(reservation, now)
    if (isLiveReservation(reservation) || reservation.endedFrom === null) {
      throw new Problem('invalid_transition', `The reservation of ${reservation.name} has not ended`, {
        current: { reservationId, status: reservation.status },
      })
    }
    const party = reservation.guestId === null ? undefined : draft.guests.get(reservation.guestId)
    if (party && !isLiveGuest(party)) restoreParty(draft, party, { now, doneAt })
    else {
      const live = { status: reservation.endedFrom, endedFrom: null, endedReason: null }
      putReservation(draft, { ...reservation, ...live }, now)
    }
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
  run(draft, { reservationId }, context) {
    const reservation = stillToDelete(draft, { type: 'reservation', id: reservationId }, context)
    if (!reservation) return
    const { guestId } = reservation
    draft.reservations.remove(reservationId)
    const party = guestId === null ? undefined : draft.guests.get(guestId)
    if (party) draft.guests.put({ ...party, reservationId: null })
  },
})
