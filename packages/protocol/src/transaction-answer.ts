import { entities, exampleIds, Id } from '@qtable/domain'
import { z } from 'zod'
import { Timestamp, Version } from './answer-fields.ts'
import { ChangeBody, exampleChange } from './changes.ts'
import { entityBodies } from './entities.ts'
import { exampleTimestamp } from './examples.ts'

/** The fields that every answer about one transaction has. */
export const transactionFields = {
  success: z.literal(true),
  transaction_id: Id,
  version: Version,
  timestamp: Timestamp,
}

/** The values of these fields in examples. */
export const exampleTransactionFields = {
  success: true,
  transaction_id: exampleIds.transaction,
  version: 812,
  timestamp: exampleTimestamp,
}

/** The answer of a route that may change several entities: each entity that changed, as it is after the transaction. */
export const TransactionAnswer = z
  .strictObject({
    ...transactionFields,
    guest: entityBodies.guest.nullable().describe('The party of the request'),
    table: entityBodies.table.nullable().describe('The first of `tables`'),
    tables: z.array(entityBodies.table).describe('Every table that changed; the tables of the party come first'),
    reservation: entityBodies.reservation.optional().describe('The reservation of the request, or one that changed'),
    changes: z.array(ChangeBody),
  })
  .meta({
    id: 'TransactionAnswer',
    description: 'A committed transaction and the entities that it changed',
    examples: [
      {
        ...exampleTransactionFields,
        guest: entities.guest.example,
        table: entities.table.example,
        tables: [entities.table.example],
        changes: [exampleChange('table'), exampleChange('guest')],
      },
    ],
  })
export type TransactionAnswer = z.infer<typeof TransactionAnswer>
