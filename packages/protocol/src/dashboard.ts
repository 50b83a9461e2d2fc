import { entities, guestStatuses, tableStatuses } from '@qtable/domain'
import { z } from 'zod'
import { CursorText, Timestamp, Version } from './answers.ts'
import { entityBodies, MinimalGuest, MinimalTable } from './entities.ts'
import { exampleCursor, exampleTimestamp } from './examples.ts'

const count = z.int().min(0)

/** What the floor adds up to. */
export const Stats = z.strictObject({
  guests_by_status: z.strictObject(Object.fromEntries(guestStatuses.map((status) => [status, count]))),
  tables_by_status: z.strictObject(Object.fromEntries(tableStatuses.map((status) => [status, count]))),
  covers_seated: count.describe('People at tables'),
  parties_waiting: count.describe('Parties in line, called or not'),
  occupancy_rate: z.number().min(0).max(1).describe('Occupied tables of all tables, 0 to 1'),
})

/** `GET /dashboard/data`. */
export const DashboardAnswer = z
  .strictObject({
    guests: z.array(z.union([entityBodies.guest, MinimalGuest])),
    tables: z.array(z.union([entityBodies.table, MinimalTable])),
    stats: Stats,
    version: Version,
    cursor: CursorText,
    timestamp: Timestamp,
    deleted: z
      .array(z.strictObject({ entity_type: z.enum(['guest', 'table']), entity_id: z.string() }))
      .optional()
      .describe('With `since`: what is gone'),
  })
  .meta({
    id: 'Dashboard',
    description: 'The floor at a glance; with `since` only the parties and tables that changed',
    examples: [
      {
        guests: [entities.guest.example],
        tables: [entities.table.example],
        stats: {
          guests_by_status: { waiting: 0, notified: 0, seated: 1, finished: 0, cancelled: 0, no_show: 0, left: 0 },
          tables_by_status: { available: 0, occupied: 1, reserved: 0, cleaning: 0, blocked: 0 },
          covers_seated: 4,
          parties_waiting: 0,
          occupancy_rate: 1,
        },
        version: 812,
        cursor: exampleCursor,
        timestamp: exampleTimestamp,
      },
    ],
  })
