import { entities, entityTypes, exampleIds, Id, RestaurantId } from '@qtable/domain'
import { z } from 'zod'
import { CursorText, Timestamp, Version, Warnings } from './answer-fields.ts'
import { ChangeAction, ChangeBody, exampleChange } from './changes.ts'
import { DoneAt } from './command.ts'
import { entityBodies, entityLists, exampleLists } from './entities.ts'
import { exampleCursor, exampleTimestamp } from './examples.ts'
import { OperationProblem } from './problem.ts'
import { maxOperations } from './tables.ts'

/** The fields of a full sync, over HTTP and as a frame. */
export const fullSyncFields = {
  restaurant_id: RestaurantId,
  epoch: z.uuid(),
  version: Version,
  cursor: CursorText,
  timestamp: Timestamp,
  restaurant: entityBodies.restaurant,
  ...entityLists,
}

/** A full sync for examples. */
export const exampleFullSync = {
  restaurant_id: 1,
  epoch: exampleIds.epoch,
  version: 812,
  cursor: exampleCursor,
  timestamp: exampleTimestamp,
  restaurant: entities.restaurant.example,
  ...exampleLists,
}

/** `GET /sync/full`. */
export const FullSyncAnswer = z.strictObject(fullSyncFields).meta({
  id: 'FullSync',
  description: 'The whole floor at one version',
  examples: [exampleFullSync],
})

/** `GET /sync/delta`. */
export const DeltaAnswer = z
  .strictObject({
    from_version: Version,
    version: Version,
    cursor: CursorText,
    timestamp: Timestamp,
    has_more: z.boolean().describe('Whether to ask again with `cursor`'),
    changes: z.array(ChangeBody).describe('One change for each entity that changed, as it is at `version`'),
  })
  .meta({
    id: 'Delta',
    description: 'The changes since a cursor',
    examples: [
      {
        from_version: 811,
        version: 812,
        cursor: exampleCursor,
        timestamp: exampleTimestamp,
        has_more: false,
        changes: [exampleChange()],
      },
    ],
  })

/** Work done offline in the form that deltas have. Older clients send it; a server runs it as a command. */
export const OfflineChange = z
  .strictObject({
    id: Id.optional().describe(
      'As the id of a command. Without one the content names it, with the changes before it: an upload that is sent again is a repeat',
    ),
    entity_type: z.enum(entityTypes as [string, ...string[]]).meta({ id: 'EntityType' }),
    entity_id: z.string().max(64),
    action: ChangeAction,
    data: z
      .record(z.string(), z.unknown())
      .optional()
      .describe('The fields of the entity: all of them or those to change'),
    at: DoneAt.optional(),
  })
  .meta({
    id: 'OfflineChange',
    description: 'A change that was made offline, in the form that deltas have',
    examples: [
      {
        entity_type: 'guest',
        entity_id: exampleIds.guest,
        action: 'update',
        data: { party_size: 5, notes: 'High chair' },
      },
    ],
  })
export type OfflineChange = z.infer<typeof OfflineChange>

/** `POST /sync/batch`. Each operation is read on its own, so that an unreadable one stops no other. */
export const SyncBatchBody = z
  .strictObject({
    operations: z
      .array(z.unknown().meta({ documentedAs: 'Command' }))
      .max(maxOperations)
      .optional()
      .describe('Commands, in the order they were done'),
    changes: z
      .array(z.unknown().meta({ documentedAs: 'OfflineChange' }))
      .max(maxOperations)
      .optional()
      .describe('The same from older clients. They run after `operations`, and so stand their results'),
    since: z.string().max(200).optional().describe('A cursor or an instant: `changes` is everything after it'),
  })
  .refine(
    ({ operations = [], changes = [] }) => operations.length + changes.length <= maxOperations,
    `names at most ${maxOperations} operations and changes`,
  )
  .meta({
    id: 'SyncBatch',
    description: 'Work done offline, in order, each operation on its own',
    examples: [
      {
        operations: [
          {
            id: exampleIds.command,
            type: 'guest.create',
            payload: { id: exampleIds.newGuest, name: 'Grace Hopper', partySize: 2, quotedMinutes: 15 },
            at: '2026-05-01T17:40:00.412Z',
          },
        ],
      },
    ],
  })

/** What became of a command that was sent by its id. */
export const CommandOutcome = z
  .enum(['applied', 'duplicate', 'rejected'])
  .meta({ id: 'CommandOutcome', description: '`duplicate`: the id was applied before', examples: ['applied'] })

/** The result of one operation of `POST /sync/batch`. */
export const OperationResult = z
  .strictObject({
    id: z
      .string()
      .nullable()
      .describe('The id as it was sent, or the one made of a change; null where it could not be read'),
    status: CommandOutcome,
    version: Version.optional(),
    warnings: Warnings,
    error: OperationProblem.optional(),
  })
  .meta({
    id: 'OperationResult',
    description: 'What became of one operation',
    examples: [{ id: exampleIds.command, status: 'applied', version: 812 }],
  })
export type OperationResult = z.infer<typeof OperationResult>

/** The answer of `POST /sync/batch`. */
export const SyncBatchAnswer = z
  .strictObject({
    results: z.array(OperationResult),
    changes: z.array(ChangeBody).describe('Everything after `since`; without it, what these operations changed'),
    version: Version,
    cursor: CursorText,
    has_more: z.boolean().describe('More changed than fits: go on with a delta from `cursor`'),
  })
  .meta({
    id: 'SyncBatchAnswer',
    description: 'What became of each operation, and the new state of the floor',
    examples: [
      {
        results: [{ id: exampleIds.command, status: 'applied', version: 812 }],
        changes: [exampleChange()],
        version: 812,
        cursor: exampleCursor,
        has_more: false,
      },
    ],
  })

/** `GET /sync/health`. */
export const SyncHealthAnswer = z
  .strictObject({
    status: z
      .enum(['healthy', 'degraded'])
      .meta({ id: 'SyncStatus', description: '`degraded`: the database cannot be reached; reads go on' }),
    restaurant_id: RestaurantId,
    version: Version,
    connected_clients: z.int().min(0),
    lag_ms: z.int().min(0).describe('How far this server was behind the others, in milliseconds'),
  })
  .meta({
    id: 'SyncHealth',
    description: 'Whether this server keeps up',
    examples: [{ status: 'healthy', restaurant_id: 1, version: 812, connected_clients: 3, lag_ms: 0 }],
  })
