import { entities, exampleIds, Id } from '@qtable/domain'
import { z } from 'zod'
import { Timestamp, Version } from './answers.ts'
import { CommandBody } from './command.ts'
import { MinimalGuest, MinimalTable, minimalGuest, minimalTable } from './entities.ts'
import { exampleTimestamp } from './examples.ts'
import { GuestRow } from './guests.ts'
import { maxOperations, TableRow } from './tables.ts'

/** `POST /atomic/batch`. */
export const AtomicBatchBody = z
  .strictObject({
    transaction_id: Id.optional().describe('Makes a repeat of the whole batch happen once'),
    operations: z.array(CommandBody).min(1).max(maxOperations),
  })
  .meta({
    id: 'AtomicBatch',
    description: 'Several commands, all or none, as one version',
    examples: [
      {
        operations: [
          {
            id: '0197f6a0-7c00-7000-8000-00000000c001',
            type: 'guest.create',
            payload: { id: '0197f6a0-7c00-7000-8000-00000000c0aa', name: 'Grace Hopper', partySize: 2 },
          },
          {
            id: '0197f6a0-7c00-7000-8000-00000000c002',
            type: 'guest.seat',
            payload: { guestId: '0197f6a0-7c00-7000-8000-00000000c0aa', tableIds: [exampleIds.table] },
          },
        ],
      },
    ],
  })

/** `POST /batch/update`. */
export const BatchUpdateBody = z
  .strictObject({
    guests: z.array(GuestRow).max(maxOperations).default([]),
    tables: z.array(TableRow).max(maxOperations).default([]),
  })
  .refine(
    ({ guests, tables }) => guests.length + tables.length >= 1 && guests.length + tables.length <= maxOperations,
    `names 1 to ${maxOperations} rows`,
  )
  .meta({
    id: 'BatchUpdate',
    description: 'The fields of several parties and tables to change, all or none',
    examples: [
      {
        guests: [{ id: exampleIds.guest, status: 'seated', tableId: exampleIds.table }],
        tables: [{ id: exampleIds.secondTable, status: 'cleaning' }],
      },
    ],
  })

export type BatchUpdateBody = z.output<typeof BatchUpdateBody>

/** What `POST /batch/update` answers: the rows it names and what else changed with them. */
export const BatchUpdateAnswer = z
  .strictObject({
    success: z.literal(true),
    transaction_id: Id,
    version: Version,
    timestamp: Timestamp,
    guests: z.array(MinimalGuest),
    tables: z.array(MinimalTable),
  })
  .meta({
    id: 'BatchUpdateAnswer',
    description: 'A batch that is durable, and its rows in short',
    examples: [
      {
        success: true,
        transaction_id: exampleIds.transaction,
        version: 812,
        timestamp: exampleTimestamp,
        guests: [minimalGuest(entities.guest.example)],
        tables: [minimalTable(entities.table.example)],
      },
    ],
  })
