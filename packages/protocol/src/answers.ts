import { entities, exampleIds, Id } from '@qtable/domain'
import { z } from 'zod'
import { ChangeBody, exampleChange } from './changes.ts'
import { entityBodies } from './entities.ts'
import { exampleTimestamp } from './examples.ts'

/** A version of a restaurant: counts its transactions without gaps. */
export const Version = z.int().min(0).describe('The version of the restaurant: one more for each transaction')
/** An instant in an answer. */
export const Timestamp = z.iso.datetime({ precision: 3 })
/** The opaque place up to which everything is known. */
export const CursorText = z.string().describe('Where to go on from; give it back as it is')

const changed = {
  success: z.literal(true),
  transaction_id: Id,
  version: Version,
  timestamp: Timestamp,
}

/** What every route that changes several entities at once answers: those it touched, as they are after it. */
export const AtomicAnswer = z
  .strictObject({
    ...changed,
    guest: entityBodies.guest.nullable().describe('The party that it was about'),
    table: entityBodies.table.nullable().describe('The first of `tables`'),
    tables: z.array(entityBodies.table).describe('Every table that it touched; those the party sits at first'),
    reservation: entityBodies.reservation.optional().describe('Where one changed'),
    changes: z.array(ChangeBody),
  })
  .meta({
    id: 'AtomicAnswer',
    description: 'A change that is durable, and what it touched',
    examples: [
      {
        success: true,
        transaction_id: exampleIds.transaction,
        version: 812,
        timestamp: exampleTimestamp,
        guest: entities.guest.example,
        table: entities.table.example,
        tables: [entities.table.example],
        changes: [exampleChange('table'), exampleChange('guest')],
      },
    ],
  })
export type AtomicAnswer = z.infer<typeof AtomicAnswer>
