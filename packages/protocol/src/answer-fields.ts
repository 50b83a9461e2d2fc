import { exampleIds, Id } from '@qtable/domain'
import { z } from 'zod'

/** A version of a restaurant. */
export const Version = z.int().min(0).describe('The version of the restaurant: one more for each transaction')

/** An instant in an answer. */
export const Timestamp = z.iso.datetime({ precision: 3 })

/** An opaque cursor, as clients hold it. */
export const CursorText = z.string().describe('The cursor to continue from; send it back unchanged')

/** The user who made a change. Loose, as in the frames that carry it. */
export const ActorBody = z.object({ id: Id, name: z.string() }).meta({
  id: 'Actor',
  description: 'The user who made the change',
  examples: [{ id: exampleIds.user, name: 'Mina' }],
})
