import { z } from 'zod'
import { defineCommand } from '../command.ts'
import type { Draft } from '../draft.ts'
import { Capacity, definedOf, Id, PartySize } from '../fields.ts'
import { endParty } from '../guests/ending.ts'
import { mustBeLive } from '../guests/guest-commands.ts'
import { tableOccupied } from '../guests/seating.ts'
import { Problem, wrongField } from '../problems.ts'
import { isLiveReservation } from '../reservations/reservation.ts'
import {
  Position,
  Rotation,
  Size,
  type Table,
  TableNumber,
  type TableStatus,
  TableStatusInput,
  tableShapes,
} from './table.ts'

const layoutFields = {
  tableNumber: TableNumber.optional(),
  minPartySize: PartySize.optional(),
  capacity: Capacity.optional(),
  shape: z.enum(tableShapes).optional(),
  position: Position.optional(),
  size: Size.optional(),
  rotation: Rotation.optional(),
  sectionId: Id.nullable().optional(),
  status: TableStatusInput.optional(),
}

export const createTable = defineCommand({
  type: 'table.create',
  role: 'manager',
  payload: z.strictObject({ ...layoutFields, id: Id.optional(), tableNumber: TableNumber }),
  run(draft, { id, ...fields }, { newId }) {
    if (fields.status === 'occupied') throw wrongField('status', 'becomes occupied by seating a party')
    const table: Omit<Table, 'createdAt' | 'updatedAt' | 'version'> = {
      id: id ?? newId(),
      tableNumber: fields.tableNumber,
      minPartySize: fields.minPartySize ?? 1,
      capacity: fields.capacity ?? 4,
      shape: fields.shape ?? 'square',
      position: fields.position ?? { x: 0, y: 0 },
      size: fields.size ?? { width: 80, height: 80 },
      rotation: fields.rotation ?? 0,
      sectionId: fields.sectionId ?? null,
      status: fields.status ?? 'available',
      currentGuestId: null,
    }
    mustBeSound(draft, table)
    draft.tables.add(table)
  },
})

export const updateTable = defineCommand({
  type: 'table.update',
  role: ({ tableId, ...fields }) => (Object.keys(fields).every((field) => field === 'status') ? 'server' : 'manager'),
  payload: z.strictObject({ ...layoutFields, tableId: Id }),
  run(draft, { tableId, status, ...fields }, { now }) {
    const table = { ...draft.tables.must(tableId), ...definedOf(fields) }
    mustBeSound(draft, table)
    draft.tables.put(table)
    if (status !== undefined) setStatus(draft, table, status, now)
  },
})

export const setTableStatus = defineCommand({
  type: 'table.setStatus',
  role: 'server',
  payload: z.strictObject({ tableId: Id, status: TableStatusInput }),
  run(draft, { tableId, status }, { now }) {
    setStatus(draft, draft.tables.must(tableId), status, now)
  },
})

export const deleteTable = defineCommand({
  type: 'table.delete',
  role: 'manager',
  payload: z.strictObject({ tableId: Id }),
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
    const party = mustBeLive(draft.guests.must(table.currentGuestId), 'leave')
    endParty(draft, party, { status: 'finished', reason: null, now })
    // Left by its party it is available, or to be cleaned first where the restaurant works so.
    if (status === 'available') return
  }
  draft.tables.put({ ...draft.tables.must(table.id), status })
}

function mustBeSound(draft: Draft, table: Omit<Table, 'createdAt' | 'updatedAt' | 'version'>): void {
  if (table.minPartySize > table.capacity) throw wrongField('minPartySize', 'must not be larger than the capacity')
  if (table.sectionId !== null) draft.sections.must(table.sectionId)
  for (const other of draft.tables.all()) {
    if (other.id === table.id || other.tableNumber !== table.tableNumber) continue
    throw new Problem('already_exists', `There is a table ${table.tableNumber} already`, {
      current: { tableId: other.id, tableNumber: other.tableNumber },
    })
  }
}
