import { z } from 'zod'
import { defineCommand } from '../command.ts'
import { stillToDelete } from '../deletion.ts'
import type { Draft } from '../draft.ts'
import { mergeEdit } from '../edits.ts'
import type { Unstamped } from '../entity.ts'
import { Capacity, definedOf, Id, PartySize } from '../fields.ts'
import { Problem, wrongField } from '../problems.ts'
import { warnOfLostTables } from '../reservations/planning.ts'
import { mustBeUnused, mustStillSeat } from './in-use.ts'
import {
  Position,
  Rotation,
  SeenTable,
  Size,
  type Table,
  TableNumber,
  TableShape,
  TableStatusInput,
  tableEntity,
} from './table.ts'
import { setStatus } from './table-status.ts'

const layoutFields = {
  tableNumber: TableNumber.optional(),
  minPartySize: PartySize.optional(),
  capacity: Capacity.optional(),
  shape: TableShape.optional(),
  position: Position.optional(),
  size: Size.optional(),
  rotation: Rotation.optional(),
  sectionId: Id.nullable().optional(),
  status: TableStatusInput.optional(),
}
const force = z.boolean().optional()

export const createTable = defineCommand({
  type: 'table.create',
  summary: 'Add a table',
  role: 'manager',
  creates: { table: 'id' },
  refusals: ['already_exists', 'not_found'],
  payload: z.strictObject({ ...layoutFields, id: Id.optional(), tableNumber: TableNumber, capacity: Capacity }),
  example: { tableNumber: '14', capacity: 4, shape: 'round', position: { x: 320, y: 140 } },
  run(draft, { id, ...fields }, { newId }) {
    if (fields.status === 'occupied') throw wrongField('status', 'becomes occupied by seating a party')
    const table = { ...tableEntity.defaults, ...definedOf(fields), id: id ?? newId() }
    mustBeSound(draft, table)
    draft.tables.add(table)
    draft.checkAtEnd(() => numberMustBeUnique(draft, table.id))
  },
})

export const updateTable = defineCommand({
  type: 'table.update',
  summary: 'Change fields of a table',
  role: 'manager',
  relaxed: { role: 'server', fields: ['status'] },
  target: 'tableId',
  refusals: ['not_found', 'already_exists', 'invalid_transition', 'table_occupied', 'in_use', 'edit_conflict'],
  payload: z.strictObject({ ...layoutFields, tableId: Id, was: SeenTable, force }),
  example: { capacity: 6, position: { x: 300, y: 140 } },
  run(draft, { tableId, was, force = false, status, ...fields }, context) {
    const before = draft.tables.must(tableId)
    const layout = mergeEdit<Table>(before, {
      wanted: definedOf(fields),
      was,
      lastEdit: (names) => context.lastEdit('table', tableId, names),
    })
    // First, so that a party that leaves the table does not need its seats.
    if (status !== undefined) setStatus(draft, before, { status, was, force }, context)
    const table = { ...draft.tables.must(tableId), ...layout }
    mustBeSound(draft, table)
    if (table.tableNumber !== before.tableNumber) draft.checkAtEnd(() => numberMustBeUnique(draft, tableId))
    mustStillSeat(draft, [tableId], { force, change: () => draft.tables.put(table) })
  },
})

export const setTableStatus = defineCommand({
  type: 'table.setStatus',
  summary: 'Set the status of a table',
  description:
    'A table that becomes available or cleaning is freed; its party has finished where that was its last. With `was: {currentGuestId}`, or with an `at` before it sat down, a party that came meanwhile stays.',
  role: 'server',
  target: 'tableId',
  guards: ['currentGuestId', 'status'],
  refusals: ['not_found', 'invalid_transition', 'table_occupied', 'in_use', 'edit_conflict'],
  payload: z.strictObject({ tableId: Id, status: TableStatusInput, was: SeenTable, force }),
  example: { status: 'cleaning' },
  run(draft, { tableId, status, was, force = false }, context) {
    setStatus(draft, draft.tables.must(tableId), { status, was, force }, context)
  },
})

export const deleteTable = defineCommand({
  type: 'table.delete',
  summary: 'Delete a table',
  description: 'With `force` also one that is booked: the bookings stay, without it.',
  role: 'manager',
  target: 'tableId',
  refusals: ['not_found', 'in_use'],
  payload: z.strictObject({ tableId: Id, force }),
  example: {},
  run(draft, { tableId, force = false }, context) {
    const table = stillToDelete(draft, { type: 'table', id: tableId }, context)
    if (!table) return
    draft.tables.remove(tableId)
    const { author } = draft.claims
    draft.settleAtEnd(() => {
      const combinations = [...draft.combinations.all()].filter(({ tableIds }) => tableIds.includes(tableId))
      const bookings = mustBeUnused(draft, table, { guestId: table.currentGuestId, combinations, force, author })
      const cut = bookings.map((booking) =>
        draft.reservations.put({ ...booking, tableIds: booking.tableIds.filter((id) => id !== tableId) }),
      )
      warnOfLostTables(draft, cut)
    })
  },
})

/** A number is given once. Judged at the end of the unit, so that two tables may swap theirs. */
function numberMustBeUnique(draft: Draft, tableId: string): void {
  const table = draft.tables.get(tableId)
  if (!table) return
  for (const other of draft.tables.all()) {
    if (other.id === table.id || other.tableNumber !== table.tableNumber) continue
    throw new Problem('already_exists', `There is a table ${table.tableNumber} already`, {
      current: { tableId: other.id, tableNumber: other.tableNumber },
    })
  }
}

function mustBeSound(draft: Draft, table: Unstamped<Table>): void {
  if (table.minPartySize > table.capacity) throw wrongField('minPartySize', 'must not be larger than the capacity')
  if (table.sectionId !== null) draft.sections.must(table.sectionId)
}
