import { entities } from '@qtable/domain'
import { z } from 'zod'
import { Version } from './answer-fields.ts'
import { entityBodies } from './entities.ts'
import { exampleFullSync, fullSyncFields } from './sync.ts'

/** The most bytes of UTF-8 that a frame has. Many clients refuse a message of more than 1 MiB. */
export const maxFrameBytes = 512 * 1024

const hasMore = z.boolean().describe('More reservations follow at once, in `full_sync_part`')

/** SY7, SY23, SY26. */
export const FullSyncFrame = z
  .object({ type: z.literal('full_sync'), ...fullSyncFields, has_more: hasMore.optional() })
  .meta({
    id: 'FullSyncFrame',
    description: 'The whole floor at one version, or all but its later reservations; the stream continues from there',
    examples: [{ type: 'full_sync', ...exampleFullSync }],
  })

/** SY26. */
export const FullSyncPart = z
  .object({
    type: z.literal('full_sync_part'),
    version: Version.describe('The version of the `full_sync` that it belongs to'),
    offset: z.int().min(1).describe('How many reservations came before: where it is another number, a part was lost'),
    reservations: z.array(entityBodies.reservation),
    has_more: hasMore,
  })
  .meta({
    id: 'FullSyncPart',
    description: 'More reservations of the full sync before it',
    examples: [
      {
        type: 'full_sync_part',
        version: 812,
        offset: 1,
        reservations: [entities.reservation.example],
        has_more: false,
      },
    ],
  })
