import { z } from 'zod'
import { defineCommand } from '../command.ts'
import { exampleIds } from '../entity.ts'
import { Id, PartySize, TableIds } from '../fields.ts'
import { newGuest } from '../guests/guest.ts'
import { mustBeLiveGuest, mustStillSit } from '../guests/guest-guards.ts'
import { seatParty } from '../guests/seating.ts'
import { wrongField } from '../problems.ts'
import { SeenTable, TableStatusInput } from './table.ts'
import { freeTable, isStillToFree, setStatus } from './table-status.ts'

const force = z.boolean().optional()
const usualWalkIn = 2

export const seatAtTable = defineCommand({
  type: 'table.seat',
  summary: 'Say who sits at a table',
  description:
    'The party `guestId` sits there, a walk-in where that is absent, nobody where it is null. Nothing changes where it is so already.',
  role: 'host',
  // Freeing a table is one deed, by its status or by who sits there.
  relaxed: { role: 'server', fields: ['guestId'], to: null },
  target: 'tableId',
  guards: ['currentGuestId', 'status', 'tableIds'],
  creates: { guest: 'newGuestId' },
  refusals: [
    'not_found',
    'already_exists',
    'invalid_transition',
    'table_occupied',
    'table_blocked',
    'party_too_large',
    'edit_conflict',
    'wrong_day',
  ],
  payload: z.strictObject({
    tableId: Id,
    guestId: Id.nullable().optional(),
    /** Of a walk-in: 2 unless given, or the capacity where that is less. */
    partySize: PartySize.optional(),
    newGuestId: Id.optional(),
    /** All tables of the party where it sits at several, this one among them. */
    joinedTableIds: TableIds.optional(),
    /** `tableIds`: where the party `guestId` sat. */
    was: SeenTable,
    force,
  }),
  example: { guestId: exampleIds.guest },
  run(draft, { tableId, guestId, partySize, newGuestId, joinedTableIds, was, force = false }, context) {
    const { now, doneAt, newId } = context
    const table = draft.tables.must(tableId)
    const tableIds = joinedTableIds ?? [tableId]
    if (!tableIds.includes(tableId)) throw wrongField('joinedTableIds', 'must name the table itself, too')
    if (guestId === null) {
      if (isStillToFree(draft, table, { was }, context)) freeTable(draft, table, { now, doneAt })
      return
    }
    if (guestId === undefined) {
      // A second device that says so means the party that sits there.
      if (table.currentGuestId !== null) return
      const size = partySize ?? Math.min(usualWalkIn, table.capacity)
      const walkIn = draft.guests.add(newGuest({ id: newGuestId ?? newId(), partySize: size, joinedAt: doneAt }))
      seatParty(draft, walkIn, { tableIds, force, now, doneAt })
      return
    }
    const party = mustBeLiveGuest(draft.guests.must(guestId), 'be seated')
    if (tableIds.every((id) => draft.tables.must(id).currentGuestId === party.id)) return
    mustStillSit(party, { tableIds, was: was && { tableIds: was.tableIds } }, context)
    seatParty(draft, party, { tableIds, force, now, doneAt })
  },
})

export const clearTable = defineCommand({
  type: 'table.clear',
  summary: 'Free a table and finish the party at it',
  description:
    'A party that holds several tables stays at the others. A blocked table stays blocked, a held one held. With `was: {currentGuestId}`, or with an `at` before it sat down, a party that came meanwhile stays.',
  role: 'server',
  target: 'tableId',
  guards: ['currentGuestId', 'status'],
  refusals: ['not_found', 'invalid_transition', 'table_occupied', 'in_use', 'edit_conflict'],
  payload: z.strictObject({
    tableId: Id,
    /** `available` unless given. */
    status: TableStatusInput.optional(),
    was: SeenTable,
    force,
  }),
  example: { status: 'cleaning' },
  run(draft, { tableId, status, was, force = false }, context) {
    const table = draft.tables.must(tableId)
    // A block and a hold stay: they are no party's.
    if (table.status === 'blocked' || table.status === 'reserved') return
    setStatus(draft, table, { status: status ?? 'available', was, force }, context)
  },
})
