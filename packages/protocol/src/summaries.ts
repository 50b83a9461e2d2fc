import { entities, Guest, Table } from '@qtable/domain'
import { z } from 'zod'
import { entityBodies } from './entities.ts'

/** The fields of a party that small screens need. */
export const GuestSummary = Guest.pick({ id: true, name: true, status: true, tableId: true, partySize: true }).meta({
  id: 'GuestSummary',
  description: 'A party in short',
  examples: [summarizeGuest(entities.guest.example)],
})
export type GuestSummary = Pick<Guest, 'id' | 'name' | 'status' | 'tableId' | 'partySize'>

/** The fields of a table that small screens need. */
export const TableSummary = Table.pick({ id: true, tableNumber: true, status: true, currentGuestId: true }).meta({
  id: 'TableSummary',
  description: 'A table in short',
  examples: [summarizeTable(entities.table.example)],
})
export type TableSummary = Pick<Table, 'id' | 'tableNumber' | 'status' | 'currentGuestId'>

/** A party in a list that the client may ask for in short (`minimal`). */
export const GuestListItem = z.union([entityBodies.guest, GuestSummary]).meta({
  id: 'GuestListItem',
  description: 'A party; in short with `minimal`',
  examples: [entities.guest.example],
})

/** A table in a list that the client may ask for in short (`minimal`). */
export const TableListItem = z.union([entityBodies.table, TableSummary]).meta({
  id: 'TableListItem',
  description: 'A table; in short with `minimal`',
  examples: [entities.table.example],
})

/** The summary of a party. */
export function summarizeGuest({ id, name, status, tableId, partySize }: Guest): GuestSummary {
  return { id, name, status, tableId, partySize }
}

/** The summary of a table. */
export function summarizeTable({ id, tableNumber, status, currentGuestId }: Table): TableSummary {
  return { id, tableNumber, status, currentGuestId }
}
