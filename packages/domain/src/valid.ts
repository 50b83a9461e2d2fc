import type { z } from 'zod'
import { type Entity, type EntityOf, type EntityType, entities } from './entities.ts'
import { invalid } from './fields.ts'

/**
 * Refuses what no schema would take back: what is stored can be read, exported and sent again. It looks at the fields
 * that differ from `before` alone, which spares the time, and the fields that an older version stored.
 */
export function mustBeValid<T extends EntityType>(type: T, entity: EntityOf<T>, before: EntityOf<T> | undefined): void {
  const fields = shapes[type]
  for (const [field, value] of Object.entries(entity)) {
    if (before?.[field as keyof Entity] === value) continue
    const { error } = fields[field]?.safeParse(value) ?? {}
    if (error) throw invalid(error, field)
  }
}

const shapes = Object.fromEntries(
  Object.entries(entities).map(([type, { schema }]) => [type, schema.shape]),
) as unknown as Readonly<Record<EntityType, Readonly<Record<string, z.ZodType>>>>
