import { exampleIds, Id, StoredInstant, warningCodes } from '@qtable/domain'
import { z } from 'zod'

/** A version of a restaurant. */
export const Version = z.int().min(0).describe('The version of the restaurant: one more for each transaction')

/** An instant in an answer, in whole seconds: what every client's decoder reads. */
export const Timestamp = StoredInstant

/** An opaque cursor, as clients hold it. */
export const CursorText = z.string().describe('The cursor to continue from; send it back unchanged')

/** The user who made a change. Loose, as in the frames that carry it. */
export const ActorBody = z.object({ id: Id, name: z.string() }).meta({
  id: 'Actor',
  description: 'The user who made the change',
  examples: [{ id: exampleIds.user, name: 'Mina' }],
})

/** Something that speaks against a change that was made all the same. */
export const WarningBody = z
  .object({
    code: z.enum(warningCodes).meta({ id: 'WarningCode', description: 'The kind of warning, for programs; stable' }),
    detail: z.string().describe('This occurrence, for people'),
    current: z.unknown().describe('What stands in the way, as it is now').optional(),
  })
  .meta({
    id: 'Warning',
    description: 'Something that speaks against a change that was made all the same',
    examples: [
      {
        code: 'table_promised',
        detail: 'Table 12 is planned for Alan Turing at 2026-05-01T19:30:00Z',
        current: {
          reservationId: exampleIds.reservation,
          name: 'Alan Turing',
          startsAt: '2026-05-01T19:30:00Z',
          durationMinutes: 90,
          partySize: 2,
          tableIds: [exampleIds.secondTable],
        },
      },
    ],
  })

/** The warnings of an answer; absent where there are none. */
export const Warnings = z
  .array(WarningBody)
  .describe('What speaks against the change, which was made all the same; absent where nothing does')
  .optional()
