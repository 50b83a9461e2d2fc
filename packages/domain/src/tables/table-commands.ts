import { z } from 'zod'
import { defineCommand } from '../command.ts'
import type { Draft } from '../draft.ts'
import type { Unstamped } from '../entity.ts'
import { Capacity, definedOf, Id, PartySize } from '../fields.ts'
import { endParty } from '../guests/ending.ts'
import { mustBeLiveGuest } from '../guests/guest-commands.ts'
import { tableOccupied } from '../guests/seating.ts'
import { Problem, wrongField } from '../problems.ts'
import { isLiveReservation } from '../reservations/reservation.ts'
import {
  Position,
  Rotation,
  Size,
  type Table,
  TableNumber,
  TableShape,
  type TableStatus,
  TableStatusInput,
  tableEntity,
} from './table.ts'

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

export const createTable = defineCommand({
  type: 'table.create',
  summary: 'Add a table',
  role: 'manager',
  creates: { table: 'id' },
  refusals: ['already_exists', 'not_found'],
  payload: z.strictObject({ ...layoutFields, id: Id.optional(), tableNumber: TableNumber }),
  example: { tableNumber: '14', capacity: 4, shape: 'round', position: { x: 320, y: 140 } },
  run(draft, { id, ...fields }, { newId }) {
    if (fields.status === 'occupied') throw wrongField('status', 'becomes occupied by seating a party')
    const table = { ...tableEntity.defaults, ...definedOf(fields), id: id ?? newId(), tableNumber: fields.tableNumber }
    mustBeSound(draft, table)
    draft.tables.add(table)
  },
})

export const updateTable = defineCommand({
  type: 'table.update',
  summary: 'Change fields of a table',
  role: 'manager',
  relaxed: { role: 'server', fields: ['status'] },
  target: 'tableId',
  refusals: ['not_found', 'already_exists', 'invalid_transition', 'table_occupied'],
  payload: z.strictObject({ ...layoutFields, tableId: Id }),
  example: { capacity: 6, position: { x: 300, y: 140 } },
  run(draft, { tableId, status, ...fields }, { now }) {
    const table = { ...draft.tables.must(tableId), ...definedOf(fields) }
    mustBeSound(draft, table)
    draft.tables.put(table)
    if (status !== undefined) setStatus(draft, table, status, now)
  },
})

export const setTableStatus = defineCommand({
  type: 'table.setStatus',
  summary: 'Set the status of a table',
  description: 'A party at a table that becomes available or cleaning has finished.',
  role: 'server',
  target: 'tableId',
  refusals: ['not_found', 'invalid_transition', 'table_occupied'],
  payload: z.strictObject({ tableId: Id, status: TableStatusInput }),
  example: { status: 'cleaning' },
  run(draft, { tableId, status }, { now }) {
    setStatus(draft, draft.tables.must(tableId), status, now)
  },
})

export const deleteTable = defineCommand({
  type: 'table.delete',
  summary: 'Delete a table',
  role: 'manager',
  target: 'tableId',
  refusals: ['not_found', 'in_use', 'table_occupied'],
  payload: z.strictObject({ tableId: Id }),
  example: {},
  run(draft, { tableId }) {
    const table = draft.tables.must(tableId)
    if (table.currentGuestId !== null) throw tableOccupied(draft, table)
    const users = [
      ...[...draft.combinations.all()]
        .filter((combination) => combination.tableIds.includes(tableId))
        .map(({ id, name }) => ({ entity_type: 'combination', entity_id: id, name })),
      ...[...draft.reservations.all()]
        .filter((reservation) => isLiveReservation(reservation) && reservation.tableIds.includes(tableId))
        .map(({ id, name, startsAt }) => ({ entity_type: 'reservation', entity_id: id, name, startsAt })),
    ]
    if (users.length > 0) {
      const names = users.map(({ entity_type, name }) => `${entity_type} ${name}`).join(', ')
      throw new Problem('in_use', `Table ${table.tableNumber} is still part of ${names}`, { current: users })
    }
    draft.tables.remove(tableId)
  },
})

function setStatus(draft: Draft, table: Table, status: TableStatus, now: string): void {
  if (status === table.status) return
  if (status === 'occupied') {
    throw new Problem('invalid_transition', `Table ${table.tableNumber} becomes occupied by seating a party`, {
      current: { tableId: table.id, status: table.status },
    })
  }
  if (table.currentGuestId !== null) {
    if (status !== 'available' && status !== 'cleaning') throw tableOccupied(draft, table)
    const party = mustBeLiveGuest(draft.guests.must(table.currentGuestId), 'leave')
    endParty(draft, party, { status: 'finished', reason: null, now })
    // `endParty` has set it to available, or to cleaning where the restaurant has `bussing` on.
    if (status === 'available') return
  }
  draft.tables.put({ ...draft.tables.must(table.id), status })
}

function mustBeSound(draft: Draft, table: Unstamped<Table>): void {
  if (table.minPartySize > table.capacity) throw wrongField('minPartySize', 'must not be larger than the capacity')
  if (table.sectionId !== null) draft.sections.must(table.sectionId)
  for (const other of draft.tables.all()) {
    if (other.id === table.id || other.tableNumber !== table.tableNumber) continue
    throw new Problem('already_exists', `There is a table ${table.tableNumber} already`, {
      current: { tableId: other.id, tableNumber: other.tableNumber },
    })
  }
}
