import { type EntityType, entities, entityTypes, type ListedType, listedTypes } from '@qtable/domain'
import { z } from 'zod'
import { capitalized } from './operation-name.ts'

type EntityBodies = { readonly [T in EntityType]: (typeof entities)[T]['schema'] }

/** The entities as answers carry them: the domain's schemas, each with a name and an example for the documents. */
export const entityBodies = Object.fromEntries(
  entityTypes.map((type) => {
    const { schema, description, example } = entities[type]
    return [type, schema.meta({ id: capitalized(type), description, examples: [example] })]
  }),
) as unknown as EntityBodies

type EntityLists = { readonly [T in ListedType as (typeof entities)[T]['plural']]: z.ZodArray<EntityBodies[T]> }

/** The fields of a body that holds every list of a floor, by the plural names. */
export const entityLists = Object.fromEntries(
  listedTypes.map((type) => [entities[type].plural, z.array(entityBodies[type])]),
) as unknown as EntityLists

/** The values of these fields in examples: one entity in each list. */
export const exampleLists = Object.fromEntries(
  listedTypes.map((type) => [entities[type].plural, [entities[type].example]]),
)
