import { type EntityType, entities, entityTypes, exampleIds, Id, RestaurantId } from '@qtable/domain'
import { z } from 'zod'
import { CursorText, Timestamp, Version } from './answers.ts'
import { ChangeBody, exampleChange } from './changes.ts'
import { capitalized } from './command.ts'
import { entityBodies, entityLists, exampleLists } from './entities.ts'
import { exampleCursor, exampleTimestamp } from './examples.ts'
import { OperationProblem } from './problem.ts'
import { maxOperations } from './tables.ts'

/** `GET /sync/full`: the floor at one instant. */
export const FullSyncAnswer = z
  .strictObject({
    restaurant_id: RestaurantId,
    epoch: z.uuid(),
    version: Version,
    cursor: CursorText,
    timestamp: Timestamp,
    restaurant: entityBodies.restaurant,
    ...entityLists,
  })
  .meta({
    id: 'FullSync',
    description: 'The floor at one instant',
    examples: [
      {
        restaurant_id: 1,
        epoch: exampleIds.epoch,
        version: 812,
        cursor: exampleCursor,
        timestamp: exampleTimestamp,
        restaurant: entities.restaurant.example,
        ...exampleLists,
      },
    ],
  })

/** `GET /sync/delta`. */
export const DeltaAnswer = z
  .strictObject({
    from_version: Version,
    version: Version,
    cursor: CursorText,
    timestamp: Timestamp,
    has_more: z.boolean().describe('Ask again with `cursor`'),
    changes: z.array(ChangeBody).describe('Each entity that changed once, as it is at `version`'),
  })
  .meta({
    id: 'Delta',
    description: 'What changed since',
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

/** `POST /sync/batch`: each operation is read on its own, so that a broken one stops no other. */
export const SyncBatchBody = z
  .strictObject({
    operations: z.array(z.unknown()).max(maxOperations).describe('Commands, in the order they were done'),
    since: z.string().max(200).optional().describe('A cursor or an instant: `changes` is everything after it'),
  })
  .meta({
    id: 'SyncBatch',
    description: 'Work done offline, in order, each on its own',
    examples: [
      {
        operations: [
          {
            id: '0197f6a0-7c00-7000-8000-00000000c003',
            type: 'guest.create',
            payload: { name: 'Edsger Dijkstra', partySize: 3, joinedAt: '2026-05-01T17:40:00Z' },
          },
        ],
      },
    ],
  })

/** What became of one operation. */
export const OperationResult = z.strictObject({
  id: z.string().nullable().describe('As it was sent; null where that was no id'),
  status: z.enum(['applied', 'duplicate', 'rejected']),
  version: Version.optional(),
  error: OperationProblem.optional(),
})
export type OperationResult = z.infer<typeof OperationResult>

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
    description: 'What became of each operation, and where the floor is now',
    examples: [
      {
        results: [{ id: '0197f6a0-7c00-7000-8000-00000000c003', status: 'applied', version: 812 }],
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
    status: z.enum(['healthy', 'degraded']).describe('degraded: the database cannot be reached, reads go on'),
    restaurant_id: RestaurantId,
    version: Version,
    connected_clients: z.int().min(0),
    lag_ms: z.int().min(0).describe('How long this server may have missed what another one committed'),
  })
  .meta({
    id: 'SyncHealth',
    description: 'How well this server keeps up',
    examples: [{ status: 'healthy', restaurant_id: 1, version: 812, connected_clients: 3, lag_ms: 0 }],
  })

type RecordedChange<T extends EntityType> = z.ZodObject<
  {
    entity_type: z.ZodLiteral<T>
    entity_id: z.ZodString
    action: z.ZodEnum<{ create: 'create'; update: 'update'; delete: 'delete' }>
    before: z.ZodNullable<(typeof entityBodies)[T]>
    after: z.ZodNullable<(typeof entityBodies)[T]>
  },
  z.core.$strict
>
type RecordedChanges = { [T in EntityType]: RecordedChange<T> }[EntityType]

function recordedChangeOf(type: EntityType) {
  const { example } = entities[type]
  return z
    .strictObject({
      entity_type: z.literal(type),
      entity_id: z.string(),
      action: z.enum(['create', 'update', 'delete']),
      before: entityBodies[type].nullable(),
      after: entityBodies[type].nullable(),
    })
    .meta({
      id: `Recorded${capitalized(type)}Change`,
      description: `A ${type} before and after a transaction`,
      examples: [
        { entity_type: type, entity_id: String(example.id), action: 'update', before: example, after: example },
      ],
    })
}

/** `GET /activity`: who did what, newest first. */
export const ActivityEntry = z
  .strictObject({
    transaction_id: Id,
    version: Version,
    timestamp: Timestamp,
    actor: z.strictObject({ id: Id, name: z.string() }),
    command: z.string(),
    forced: z.literal(true).optional().describe('A rule was overridden on demand: more people than seats'),
    changes: z.array(
      z.discriminatedUnion(
        'entity_type',
        entityTypes.map(recordedChangeOf) as unknown as [RecordedChanges, ...RecordedChanges[]],
      ),
    ),
  })
  .meta({
    id: 'ActivityEntry',
    description: 'One transaction: who, what, before and after',
    examples: [
      {
        transaction_id: exampleIds.transaction,
        version: 812,
        timestamp: exampleTimestamp,
        actor: { id: exampleIds.user, name: 'Mina' },
        command: 'guest.seat',
        changes: [
          {
            entity_type: 'guest',
            entity_id: exampleIds.guest,
            action: 'update',
            before: { ...entities.guest.example, status: 'waiting', tableId: null, tableIds: [], seatedAt: null },
            after: entities.guest.example,
          },
        ],
      },
    ],
  })
