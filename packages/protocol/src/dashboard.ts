import { entities, exampleIds, guestStatuses, tableStatuses } from '@qtable/domain'
import { z } from 'zod'
import { CursorText, Timestamp, Version } from './answer-fields.ts'
import { exampleCursor, exampleTimestamp } from './examples.ts'
import { GuestListItem, TableListItem } from './summaries.ts'

const count = z.int().min(0)

function countsOf(statuses: readonly string[]) {
  return z.strictObject(Object.fromEntries(statuses.map((status) => [status, count])))
}

function exampleCountsOf(statuses: readonly string[], present: string): Record<string, number> {
  return Object.fromEntries(statuses.map((status) => [status, status === present ? 1 : 0]))
}

const exampleStats = {
  guests_by_status: exampleCountsOf(guestStatuses, 'seated'),
  tables_by_status: exampleCountsOf(tableStatuses, 'occupied'),
  covers_seated: entities.guest.example.partySize,
  parties_waiting: 0,
  occupancy_rate: 1,
}

/** Figures of the floor. */
export const Stats = z
  .strictObject({
    guests_by_status: countsOf(guestStatuses).meta({ id: 'GuestCounts', description: 'Parties by status' }),
    tables_by_status: countsOf(tableStatuses).meta({ id: 'TableCounts', description: 'Tables by status' }),
    covers_seated: count.describe('People at tables'),
    parties_waiting: count.describe('Parties in line, notified or not'),
    occupancy_rate: z.number().min(0).max(1).describe('Occupied tables divided by all tables'),
  })
  .meta({
    id: 'Stats',
    description: 'Figures of the floor',
    examples: [exampleStats],
  })

const DeletedEntity = z
  .strictObject({
    entity_type: z.enum(['guest', 'table']).meta({ id: 'DashboardEntityType' }),
    entity_id: z.string(),
  })
  .meta({ id: 'DeletedEntity', description: 'A party or table that is no longer on the floor' })

/** `GET /dashboard/data`. */
export const DashboardAnswer = z
  .strictObject({
    guests: z.array(GuestListItem),
    tables: z.array(TableListItem),
    stats: Stats,
    version: Version,
    cursor: CursorText,
    timestamp: Timestamp,
    deleted: z.array(DeletedEntity).optional().describe('With `since`: what has left the floor'),
  })
  .meta({
    id: 'Dashboard',
    description: 'The floor at a glance; with `since` only the parties and tables that changed',
    examples: [
      {
        guests: [entities.guest.example],
        tables: [entities.table.example],
        stats: exampleStats,
        version: 812,
        cursor: exampleCursor,
        timestamp: exampleTimestamp,
        deleted: [{ entity_type: 'guest', entity_id: exampleIds.missingGuest }],
      },
    ],
  })
