import { z } from 'zod'
import { defineCommand } from '../command.ts'
import { partyInput, readContacts, readSeen } from '../contact.ts'
import { stillToDelete } from '../deletion.ts'
import { mergeEdit } from '../edits.ts'
import { exampleIds } from '../entity.ts'
import { definedOf, Id, Instant, line, PartySize, TableIds } from '../fields.ts'
import { Problem, wrongField } from '../problems.ts'
import { boundedTo, laterOf } from '../time.ts'
import { backToLine, correctParty, endParty, removeParty, restoreParty } from './ending.ts'
import {
  CourseInput,
  GuestStatusInput,
  isEndedGuestStatus,
  isLiveGuest,
  lastStepOf,
  newGuest,
  QuotedMinutes,
  SeatInput,
  SeenGuest,
} from './guest.ts'
import { guestNotFrom, mustBeGuestAsSeen, mustBeLiveGuest, mustStillSit, statusBy } from './guest-guards.ts'
import { mustBeAfterwords, mustBeRecent, putParty } from './party.ts'
import { mustBeItsDay, seatParty } from './seating.ts'

const guestFields = { ...partyInput, quotedMinutes: QuotedMinutes.nullable().optional() }

const seatRefusals = [
  'not_found',
  'invalid_transition',
  'edit_conflict',
  'table_occupied',
  'table_blocked',
  'party_too_large',
  'wrong_day',
] as const

export const createGuest = defineCommand({
  type: 'guest.create',
  summary: 'Add a party, to the line or straight to tables',
  role: 'host',
  creates: { guest: 'id' },
  refusals: ['already_exists', 'not_found', 'table_occupied', 'table_blocked', 'party_too_large'],
  payload: z.strictObject({
    ...guestFields,
    id: Id.optional(),
    partySize: PartySize,
    /** When the party came: before now where it was added offline. */
    joinedAt: Instant.optional(),
    status: GuestStatusInput.optional(),
    tableId: Id.nullable().optional(),
    tableIds: TableIds.optional(),
    force: z.boolean().optional(),
  }),
  example: { name: 'Ada Lovelace', partySize: 4, phone: '+49 30 123456', quotedMinutes: 10, tags: ['birthday'] },
  run(draft, payload, { now, doneAt, newId }) {
    const { id, status: wanted, tableId, tableIds: several = [], force = false, phone, email, ...fields } = payload
    const { country } = draft.restaurant.settings
    const joinedAt = payload.joinedAt === undefined ? doneAt : boundedTo(now, payload.joinedAt)
    const tables = several.length === 0 && tableId ? [tableId] : several
    if (tableId && tableId !== tables[0]) throw wrongField('tableId', 'must be the first of tableIds')
    const status = wanted ?? (tables.length > 0 ? 'seated' : 'waiting')
    if (status !== 'waiting' && status !== 'notified' && status !== 'seated') {
      throw wrongField('status', `a new party is waiting, notified or seated, not ${status}`)
    }
    if (status === 'seated' && tables.length === 0) throw wrongField('tableIds', 'says where the party sits')
    if (status !== 'seated' && tables.length > 0) throw wrongField('status', `a party at a table is not ${status}`)
    const guest = draft.guests.add(
      newGuest({
        ...definedOf(fields),
        ...readContacts({ phone, email }, { country }),
        id: id ?? newId(),
        partySize: fields.partySize,
        joinedAt,
        ...(status === 'notified' ? { status, notifiedAt: laterOf(doneAt, joinedAt) } : {}),
      }),
    )
    if (status === 'seated') seatParty(draft, guest, { tableIds: tables, force, now, doneAt })
  },
})

export const updateGuest = defineCommand({
  type: 'guest.update',
  summary: 'Change fields of a party',
  description: 'Its reservation changes with it. A party that has ended takes `notes` and `tags` alone.',
  role: 'host',
  relaxed: { role: 'server', fields: ['course', 'notes'] },
  target: 'guestId',
  refusals: ['not_found', 'invalid_transition', 'edit_conflict', 'party_too_large'],
  payload: z.strictObject({
    ...guestFields,
    guestId: Id,
    course: CourseInput.nullable().optional(),
    was: SeenGuest,
    force: z.boolean().optional(),
  }),
  example: { partySize: 5, notes: 'Needs a high chair' },
  run(draft, { guestId, was, force: _, phone, email, ...fields }, { lastEdit }) {
    const guest = draft.guests.must(guestId)
    const { country } = draft.restaurant.settings
    const wanted = { ...definedOf(fields), ...readContacts({ phone, email }, { before: guest, country }) }
    const seen = readSeen(was, { now: guest, country })
    const edit = mergeEdit(guest, { wanted, was: seen, lastEdit: (names) => lastEdit('guest', guest.id, names) })
    if (!isLiveGuest(guest)) mustBeAfterwords(guest, edit)
    if (edit.course && guest.status !== 'seated') {
      throw new Problem('invalid_transition', `Only a seated party has a course; ${guest.name} is ${guest.status}`, {
        current: { guestId, status: guest.status },
      })
    }
    putParty(draft, { ...guest, ...edit })
  },
})

export const setGuestStatus = defineCommand({
  type: 'guest.setStatus',
  summary: 'Set the status of a party, and where it sits, in one step',
  description:
    'Tables without a `status` seat the party; no table (`tableIds: []`) puts one that sits back in line. With `was: {status}` a party that has gone another way meanwhile stays as it is.',
  role: 'host',
  target: 'guestId',
  guards: ['status', 'tableIds'],
  refusals: seatRefusals,
  payload: z.strictObject({
    guestId: Id,
    status: GuestStatusInput.optional(),
    tableIds: TableIds.optional(),
    reason: line(200).nullable().optional(),
    was: SeenGuest,
    force: z.boolean().optional(),
  }),
  example: { status: 'seated', tableIds: [exampleIds.table] },
  run(draft, { guestId, status: given, tableIds, reason = null, was, force = false }, context) {
    const guest = draft.guests.must(guestId)
    const { now, doneAt } = context
    const status = given ?? statusBy(guest, tableIds)
    const wanted = tableIds ?? []
    if (status === 'seated' && wanted.length > 0) {
      mustBeGuestAsSeen(guest, { status, was }, context)
      const live = mustBeLiveGuest(guest, 'be seated')
      mustStillSit(live, { tableIds: wanted, was }, context)
      seatParty(draft, live, { tableIds: wanted, force, now, doneAt })
      return
    }
    if (status === guest.status) return
    mustBeGuestAsSeen(guest, { status, was }, context)
    if (draft.guests.isPast(guest.id) && isEndedGuestStatus(status)) {
      correctParty(draft, guest, { status, reason, now })
      return
    }
    const live = mustBeLiveGuest(guest, `become ${status}`)
    switch (status) {
      case 'waiting':
        if (live.status === 'seated') {
          mustStillSit(live, { tableIds: [], was }, context)
          backToLine(draft, live, now)
        } else draft.guests.put({ ...live, status, notifiedAt: null })
        return
      case 'notified':
        if (live.status === 'seated') throw guestNotFrom(live, status)
        draft.guests.put({ ...live, status, notifiedAt: laterOf(doneAt, lastStepOf(live)) })
        return
      case 'seated':
        throw wrongField('tableIds', 'says where the party sits')
      case 'finished':
        if (live.status !== 'seated') throw guestNotFrom(live, status)
        endParty(draft, live, { status, reason, doneAt })
        return
      case 'cancelled':
      case 'no_show':
      case 'left':
        if (status === 'no_show') mustBeItsDay(draft, live, { doneAt, force })
        endParty(draft, live, { status, reason, doneAt })
    }
  },
})

export const seatGuest = defineCommand({
  type: 'guest.seat',
  summary: 'Seat a party at tables, or move it there',
  description: 'With `was: {tableIds}` a party that another host has seated meanwhile stays where it is.',
  role: 'host',
  target: 'guestId',
  guards: ['status', 'tableIds'],
  refusals: seatRefusals,
  payload: SeatInput,
  example: { tableIds: [exampleIds.table] },
  run(draft, { guestId, tableIds: wanted, was, force = false }, context) {
    const guest = draft.guests.must(guestId)
    mustBeGuestAsSeen(guest, { status: 'seated', was }, context)
    const live = mustBeLiveGuest(guest, 'be seated')
    mustStillSit(live, { tableIds: wanted, was }, context)
    seatParty(draft, live, { tableIds: wanted, force, now: context.now, doneAt: context.doneAt })
  },
})

export const moveGuest = defineCommand({
  type: 'guest.move',
  summary: 'Move a seated party to other tables',
  role: 'host',
  target: 'guestId',
  guards: ['status', 'tableIds'],
  refusals: seatRefusals,
  payload: SeatInput,
  example: { tableIds: [exampleIds.secondTable] },
  run(draft, { guestId, tableIds: wanted, was, force = false }, context) {
    const guest = draft.guests.must(guestId)
    mustBeGuestAsSeen(guest, { status: 'seated', was }, context)
    if (guest.status !== 'seated') throw guestNotFrom(guest, 'moved')
    mustStillSit(guest, { tableIds: wanted, was }, context)
    seatParty(draft, guest, { tableIds: wanted, force, now: context.now, doneAt: context.doneAt })
  },
})

export const restoreGuest = defineCommand({
  type: 'guest.restore',
  summary: 'Bring back a party that has ended',
  description:
    'Exactly as it was; where its tables are taken by now, as waiting. What has come to speak against it since is judged as for a seat. A party that is back already stays as it is.',
  role: 'host',
  target: 'guestId',
  guards: ['status'],
  refusals: ['not_found', 'invalid_transition', 'edit_conflict', 'party_too_large', 'table_blocked', 'outside_hours'],
  payload: z.strictObject({ guestId: Id, was: SeenGuest, force: z.boolean().optional() }),
  example: {},
  run(draft, { guestId, was }, context) {
    const { now, doneAt } = context
    const guest = draft.guests.must(guestId)
    // Another device has restored it.
    if (isLiveGuest(guest) && context.lastEdit('guest', guest.id, ['endedFrom'])) return
    mustBeGuestAsSeen(guest, { status: guest.endedFrom?.status ?? 'waiting', was }, context)
    if (draft.guests.isPast(guestId)) mustBeRecent(guest, now)
    restoreParty(draft, guest, { now, doneAt })
  },
})

export const deleteGuest = defineCommand({
  type: 'guest.delete',
  summary: 'Delete a party',
  description: 'Its tables are freed. A reservation that has not ended is as before the party arrived.',
  role: 'host',
  target: 'guestId',
  refusals: ['not_found'],
  payload: z.strictObject({ guestId: Id }),
  example: {},
  run(draft, { guestId }, context) {
    const guest = stillToDelete(draft, { type: 'guest', id: guestId }, context)
    if (guest) removeParty(draft, guest, context.now)
  },
})
