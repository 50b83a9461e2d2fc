import { type Change, entityTypes } from '@qtable/domain'
import { z } from 'zod'
import { entityBodies } from './entities.ts'
import { exampleGuest } from './examples.ts'

/** A change as clients see it. What the entity was before stays in the log. */
export type WireChange = Omit<Change, 'before'>

/** What happened to one entity. */
export const ChangeBody = z
  .strictObject({
    entity_type: z.enum(entityTypes),
    entity_id: z.string().describe('The restaurant has its number here, in letters'),
    action: z.enum(['create', 'update', 'delete']),
    data: z
      .union([
        entityBodies.guest,
        entityBodies.table,
        entityBodies.reservation,
        entityBodies.section,
        entityBodies.combination,
        entityBodies.restaurant,
      ])
      .optional()
      .describe('The whole entity as it is now; absent on delete'),
    archived: z.literal(true).optional().describe('On delete: its service day ended, and the history keeps it'),
  })
  .meta({
    id: 'Change',
    description: 'What happened to one entity',
    examples: [{ entity_type: 'guest', entity_id: exampleGuest.id, action: 'update', data: exampleGuest }],
  })

/** A change of the log as clients see it. */
export function wireChange({ before: _, ...change }: Change): WireChange {
  return change
}

/**
 * The changes of several transactions, oldest first, as one: each entity once, as it is after the last of them. An
 * entity that came and went stays in as a delete, because whoever reads may have seen it come.
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
