import { type EntityType, entities, entityTypes, exampleIds, Id } from '@qtable/domain'
import { z } from 'zod'
import { ActorBody, Timestamp, Version } from './answer-fields.ts'
import { ChangeAction, entityIdOf } from './changes.ts'
import { entityBodies } from './entities.ts'
import { exampleTimestamp } from './examples.ts'
import { capitalized } from './operation-name.ts'

interface RecordedChangeSchema<T extends EntityType>
  extends z.ZodObject<
    {
      entity_type: z.ZodLiteral<T>
      entity_id: z.ZodString
      action: typeof ChangeAction
      before: z.ZodNullable<(typeof entityBodies)[T]>
      after: z.ZodNullable<(typeof entityBodies)[T]>
    },
    z.core.$strict
  > {}
type RecordedChangeSchemas = { [T in EntityType]: RecordedChangeSchema<T> }[EntityType]

function recordedChangeOf(type: EntityType) {
  const { example } = entities[type]
  const change = { entity_type: type, entity_id: String(example.id), action: 'update', before: example, after: example }
  return z
    .strictObject({
      entity_type: z.literal(type),
      entity_id: entityIdOf(type),
      action: ChangeAction,
      before: entityBodies[type].nullable(),
      after: entityBodies[type].nullable(),
    })
    .meta({
      id: `Recorded${capitalized(type)}Change`,
      description: `A ${type} before and after a transaction`,
      examples: [change],
    })
}

const exampleRecordedChange = {
  entity_type: 'guest',
  entity_id: exampleIds.guest,
  action: 'update',
  before: { ...entities.guest.example, status: 'waiting', tableId: null, tableIds: [], seatedAt: null },
  after: entities.guest.example,
}

/** An entity before and after a transaction; `entity_type` is its kind. */
export const RecordedChange = z
  .discriminatedUnion(
    'entity_type',
    entityTypes.map(recordedChangeOf) as unknown as [RecordedChangeSchemas, ...RecordedChangeSchemas[]],
  )
  .meta({
    id: 'RecordedChange',
    description: 'An entity before and after a transaction',
    examples: [exampleRecordedChange],
  })

/** One entry of `GET /activity`. */
export const ActivityEntry = z
  .strictObject({
    transaction_id: Id,
    version: Version,
    timestamp: Timestamp,
    actor: ActorBody,
    command: z.string().describe('The type of its command, or `batch`'),
    forced: z.literal(true).optional().describe('A rule was overridden on demand: more people than seats'),
    changes: z.array(RecordedChange),
  })
  .meta({
    id: 'ActivityEntry',
    description: 'One transaction: who made it, and what it changed',
    examples: [
      {
        transaction_id: exampleIds.transaction,
        version: 812,
        timestamp: exampleTimestamp,
        actor: { id: exampleIds.user, name: 'Mina' },
        command: 'guest.seat',
        changes: [exampleRecordedChange],
      },
    ],
  })
