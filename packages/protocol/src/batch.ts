import { entities, exampleIds, Id } from '@qtable/domain'
import { z } from 'zod'
import { CommandBody } from './command.ts'
import { GuestSummary, summarizeGuest, summarizeTable, TableSummary } from './summaries.ts'
import { maxOperations } from './tables.ts'
import { exampleTransactionFields, transactionFields } from './transaction-answer.ts'
import { GuestRow, TableRow } from './update-bodies.ts'

/** `POST /atomic/batch`. */
export const AtomicBatchBody = z
  .strictObject({
    transaction_id: Id.optional().describe(
      'The id of the batch, different from those of its commands: a repeat with the same id happens once',
    ),
    operations: z.array(CommandBody).min(1).max(maxOperations),
  })
  .meta({
    id: 'AtomicBatch',
    description: 'Several commands as one transaction, all or none',
    examples: [
      {
        operations: [
          {
            id: exampleIds.command,
            type: 'guest.create',
            payload: { id: exampleIds.newGuest, name: 'Grace Hopper', partySize: 2 },
            at: '2026-05-01T17:40:12.000Z',
          },
          {
            id: exampleIds.secondCommand,
            type: 'guest.seat',
            payload: { guestId: exampleIds.newGuest, tableIds: [exampleIds.secondTable] },
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

/** The answer of `POST /batch/update`: the rows of the request, and what else changed with them. */
export const BatchUpdateAnswer = z
  .strictObject({ ...transactionFields, guests: z.array(GuestSummary), tables: z.array(TableSummary) })
  .meta({
    id: 'BatchUpdateAnswer',
    description: 'A committed transaction and its rows in short',
    examples: [
      {
        ...exampleTransactionFields,
        guests: [summarizeGuest(entities.guest.example)],
        tables: [summarizeTable(entities.table.example)],
      },
    ],
  })
