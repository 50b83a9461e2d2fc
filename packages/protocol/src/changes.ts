import { type Change, type EntityType, entities, entityTypes } from '@qtable/domain'
import { z } from 'zod'
import { entityBodies } from './entities.ts'
import { capitalized } from './operation-name.ts'

/** A change as clients see it: without the entity as it was before, which only the log and the activity have. */
export type WireChange = Change extends infer C ? (C extends Change ? Omit<C, 'before'> : never) : never

/** What a transaction did to an entity. */
export const ChangeAction = z
  .enum(['create', 'update', 'delete'])
  .meta({ id: 'ChangeAction', description: 'What the transaction did to the entity', examples: ['update'] })

interface ChangeSchema<T extends EntityType>
  extends z.ZodObject<
    {
      entity_type: z.ZodLiteral<T>
      entity_id: z.ZodString
      action: typeof ChangeAction
      data: z.ZodOptional<(typeof entityBodies)[T]>
      archived: z.ZodOptional<z.ZodLiteral<true>>
    },
    z.core.$strict
  > {}

function changeOf<T extends EntityType>(type: T): ChangeSchema<T> {
  return z
    .strictObject({
      entity_type: z.literal(type),
      entity_id: entityIdOf(type),
      action: ChangeAction,
      data: entityBodies[type].optional().describe('The whole entity after the transaction; absent on delete'),
      archived: z.literal(true).optional().describe('On delete: its service day ended, and the history keeps it'),
    })
    .meta({
      id: `${capitalized(type)}Change`,
      description: `A change of one ${type}`,
      examples: [exampleChange(type)],
    }) as unknown as ChangeSchema<T>
}

type ChangeSchemas = { [T in EntityType]: ChangeSchema<T> }[EntityType]

/** A change of one entity; `entity_type` is its kind. */
export const ChangeBody = z
  .discriminatedUnion('entity_type', entityTypes.map(changeOf) as unknown as [ChangeSchemas, ...ChangeSchemas[]])
  .meta({ id: 'Change', description: 'A change of one entity', examples: [exampleChange()] })

/** The `entity_id` of a change. */
export function entityIdOf(type: EntityType): z.ZodString {
  return z.string().describe(type === 'restaurant' ? 'The id of the restaurant, as text' : `The id of the ${type}`)
}

/** A change for examples. */
export function exampleChange(type: EntityType = 'guest') {
  const { example } = entities[type]
  return { entity_type: type, entity_id: String(example.id), action: 'update', data: example }
}

/** A change of the log as clients see it. */
export function wireChange({ before: _, ...change }: Change): WireChange {
  return change as WireChange
}

/**
 * Merges the changes of several transactions, oldest first: one change for each entity, as it is after the last of them.
 * An entity that was created and deleted stays in as a delete, because a client may have seen it.
 */
export function mergedChanges(changes: Iterable<Change>): WireChange[] {
  const merged = new Map<string, WireChange>()
  for (const change of changes) {
    const key = `${change.entity_type} ${change.entity_id}`
    const earlier = merged.get(key)
    const wire = wireChange(change)
    const isNew = earlier?.action === 'create' && wire.action === 'update'
    merged.set(key, isNew ? { ...wire, action: 'create' } : wire)
  }
  return [...merged.values()]
}
