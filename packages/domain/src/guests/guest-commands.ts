import { z } from 'zod'
import { defineCommand } from '../command.ts'
import { exampleIds } from '../entity.ts'
import {
  definedOf,
  Email,
  Id,
  Instant,
  line,
  PartySize,
  PhoneInput,
  prose,
  TableIds,
  Tags,
  tableIds,
} from '../fields.ts'
import { phoneNumber } from '../phone.ts'
import { Problem, wrongField } from '../problems.ts'
import { backToLine, endParty, removeParty, restoreParty } from './ending.ts'
import {
  CourseInput,
  type Guest,
  GuestStatusInput,
  isLiveGuest,
  type LiveGuest,
  newGuest,
  QuotedMinutes,
} from './guest.ts'
import { seatParty } from './seating.ts'

const guestFields = {
  name: line(120).optional(),
  partySize: PartySize.optional(),
  phone: PhoneInput.nullable().optional(),
  email: Email.nullable().optional(),
  notes: prose(2000).optional(),
  tags: Tags.optional(),
  quotedMinutes: QuotedMinutes.nullable().optional(),
}

const seatRefusals = ['not_found', 'invalid_transition', 'table_occupied', 'table_blocked', 'party_too_large'] as const

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
  run(draft, payload, { now, newId }) {
    const { id, status: wanted, tableId, tableIds: several = [], force = false, joinedAt, phone, ...fields } = payload
    const tables = several.length === 0 && tableId ? [tableId] : several
    const status = wanted ?? (tables.length > 0 ? 'seated' : 'waiting')
    if (status !== 'waiting' && status !== 'notified' && status !== 'seated') {
      throw wrongField('status', `a new party is waiting, notified or seated, not ${status}`)
    }
    if (status === 'seated' && tables.length === 0) throw wrongField('tableIds', 'says where the party sits')
    if (status !== 'seated' && tables.length > 0) throw wrongField('status', `a party at a table is not ${status}`)
    const guest = draft.guests.add(
      newGuest({
        ...definedOf(fields),
        id: id ?? newId(),
        partySize: fields.partySize,
        phone: phoneNumber(phone, draft.restaurant.settings.country),
        joinedAt: joinedAt !== undefined && joinedAt < now ? joinedAt : now,
        ...(status === 'notified' ? { status, notifiedAt: now } : {}),
      }),
    )
    if (status === 'seated') seatParty(draft, guest, { tableIds: tables, force, now })
  },
})

export const updateGuest = defineCommand({
  type: 'guest.update',
  summary: 'Change fields of a party',
  role: 'host',
  relaxed: { role: 'server', fields: ['course', 'notes'] },
  target: 'guestId',
  refusals: ['not_found', 'invalid_transition'],
  payload: z.strictObject({ ...guestFields, guestId: Id, course: CourseInput.nullable().optional() }),
  example: { partySize: 5, notes: 'Needs a high chair' },
  run(draft, { guestId, phone, course, ...fields }) {
    const guest = draft.guests.must(guestId)
    if (course && guest.status !== 'seated') {
      throw new Problem('invalid_transition', `Only a seated party has a course; ${guest.name} is ${guest.status}`, {
        current: { guestId, status: guest.status },
      })
    }
    draft.guests.put({
      ...guest,
      ...definedOf(fields),
      ...(phone === undefined ? {} : { phone: phoneNumber(phone, draft.restaurant.settings.country) }),
      ...(course === undefined ? {} : { course }),
    })
  },
})

export const setGuestStatus = defineCommand({
  type: 'guest.setStatus',
  summary: 'Set the status of a party, and where it sits, in one step',
  role: 'host',
  target: 'guestId',
  refusals: seatRefusals,
  payload: z.strictObject({
    guestId: Id,
    status: GuestStatusInput,
    tableIds: TableIds.optional(),
    reason: line(200).nullable().optional(),
    force: z.boolean().optional(),
  }),
  example: { status: 'seated', tableIds: [exampleIds.table] },
  run(draft, { guestId, status, tableIds: wanted = [], reason = null, force = false }, { now }) {
    const guest = draft.guests.must(guestId)
    if (status === 'seated' && wanted.length > 0) {
      seatParty(draft, mustBeLiveGuest(guest, 'be seated'), { tableIds: wanted, force, now })
      return
    }
    if (status === guest.status) return
    const live = mustBeLiveGuest(guest, `become ${status}`)
    switch (status) {
      case 'waiting':
        if (live.status === 'seated') backToLine(draft, live)
        else draft.guests.put({ ...live, status, notifiedAt: null })
        return
      case 'notified':
        if (live.status === 'seated') throw notFrom(live, status)
        draft.guests.put({ ...live, status, notifiedAt: now })
        return
      case 'seated':
        throw wrongField('tableIds', 'says where the party sits')
      case 'finished':
        if (live.status !== 'seated') throw notFrom(live, status)
        endParty(draft, live, { status, reason, now })
        return
      case 'cancelled':
      case 'no_show':
      case 'left':
        endParty(draft, live, { status, reason, now })
    }
  },
})

const seatPayload = z.strictObject({ guestId: Id, tableIds: tableIds(1), force: z.boolean().optional() })

export const seatGuest = defineCommand({
  type: 'guest.seat',
  summary: 'Seat a party at tables, or move it there',
  role: 'host',
  target: 'guestId',
  refusals: seatRefusals,
  payload: seatPayload,
  example: { tableIds: [exampleIds.table] },
  run(draft, { guestId, force = false, ...wanted }, { now }) {
    seatParty(draft, mustBeLiveGuest(draft.guests.must(guestId), 'be seated'), { ...wanted, force, now })
  },
})

export const moveGuest = defineCommand({
  type: 'guest.move',
  summary: 'Move a seated party to other tables',
  role: 'host',
  target: 'guestId',
  refusals: seatRefusals,
  payload: seatPayload,
  example: { tableIds: [exampleIds.secondTable] },
  run(draft, { guestId, force = false, ...wanted }, { now }) {
    const guest = draft.guests.must(guestId)
    if (guest.status !== 'seated') throw notFrom(guest, 'moved')
    seatParty(draft, guest, { ...wanted, force, now })
  },
})

export const restoreGuest = defineCommand({
  type: 'guest.restore',
  summary: 'Bring back a party that has ended',
  description: 'Exactly as it was; where its tables are taken by now, as waiting.',
  role: 'host',
  target: 'guestId',
  refusals: ['not_found', 'invalid_transition'],
  payload: z.strictObject({ guestId: Id }),
  example: {},
  run(draft, { guestId }, { now }) {
    restoreParty(draft, draft.guests.must(guestId), now)
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
  run(draft, { guestId }) {
    removeParty(draft, draft.guests.must(guestId))
  },
})

/** The live party, or `invalid_transition` with its status. */
export function mustBeLiveGuest(guest: Guest, wanted: string): LiveGuest {
  if (isLiveGuest(guest)) return guest
  throw new Problem('invalid_transition', `${guest.name} is ${guest.status} and cannot ${wanted}; restore it first`, {
    current: { guestId: guest.id, status: guest.status },
  })
}

function notFrom(guest: Guest, wanted: string): Problem {
  return new Problem('invalid_transition', `${guest.name} is ${guest.status} and cannot be ${wanted}`, {
    current: { guestId: guest.id, status: guest.status },
  })
}
