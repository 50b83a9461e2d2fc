import { type Change, type EntityType, entities, entityTypes } from '@qtable/domain'
import { z } from 'zod'
import { capitalized } from './command.ts'
import { entityBodies } from './entities.ts'

/** A change as clients see it. What the entity was before stays in the log. */
export type WireChange = Change extends infer C ? (C extends Change ? Omit<C, 'before'> : never) : never

/** What happened to one entity. */
type ChangeSchema<T extends EntityType> = z.ZodObject<
  {
    entity_type: z.ZodLiteral<T>
    entity_id: z.ZodString
    action: z.ZodEnum<{ create: 'create'; update: 'update'; delete: 'delete' }>
    data: z.ZodOptional<(typeof entityBodies)[T]>
    archived: z.ZodOptional<z.ZodLiteral<true>>
  },
  z.core.$strict
>

function changeOf<T extends EntityType>(type: T): ChangeSchema<T> {
  const { example } = entities[type]
  return z
    .strictObject({
      entity_type: z.literal(type),
      entity_id: z.string().describe(type === 'restaurant' ? 'Its number, in letters' : 'Its id'),
      action: z.enum(['create', 'update', 'delete']),
      data: entityBodies[type].optional().describe('The whole entity as it is now; absent on delete'),
      archived: z.literal(true).optional().describe('On delete: its service day ended, and the history keeps it'),
    })
    .meta({
      id: `${capitalized(type)}Change`,
      description: `What happened to one ${type}`,
      examples: [{ entity_type: type, entity_id: String(example.id), action: 'update', data: example }],
    }) as unknown as ChangeSchema<T>
}

type ChangeSchemas = { [T in EntityType]: ChangeSchema<T> }[EntityType]

/** What happened to one entity: `entity_type` says of which kind. */
export const ChangeBody = z
  .discriminatedUnion('entity_type', entityTypes.map(changeOf) as unknown as [ChangeSchemas, ...ChangeSchemas[]])
  .meta({ id: 'Change', description: 'What happened to one entity', examples: [exampleChange()] })

/** The change of a guest, for examples. */
export function exampleChange(type: EntityType = 'guest') {
  const { example } = entities[type]
  return { entity_type: type, entity_id: String(example.id), action: 'update', data: example }
}

/** A change of the log as clients see it. */
export function wireChange({ before: _, ...change }: Change): WireChange {
  return change as WireChange
}

/**
 * The changes of several transactions, oldest first, as one: each entity once, as it is after the last of them. An
 * entity that came and went stays in as a delete, because the reader may have seen it come.
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
