import { type EntityOf, type EntityType, entities, entityTypes } from '@qtable/domain'
import type { z } from 'zod'
import { Warnings } from './answer-fields.ts'
import { entityBodies } from './entities.ts'
import { capitalized } from './operation-name.ts'

/** The entity as the route that changed it answers: with the warnings of the change. Reads answer `entityBodies`. */
export const changedEntities = Object.fromEntries(
  entityTypes.map((type) => [
    type,
    entityBodies[type].extend({ warnings: Warnings }).meta({
      id: `Changed${capitalized(type)}`,
      description: `${entities[type].description}, as a change has left it`,
      examples: [entities[type].example],
    }),
  ]),
) as unknown as { readonly [T in EntityType]: z.ZodType<EntityOf<T> & { warnings?: z.output<typeof Warnings> }> }
