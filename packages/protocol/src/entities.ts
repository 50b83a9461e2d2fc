import { type EntityType, entities, entityTypes, Guest, type ListedType, listedTypes, Table } from '@qtable/domain'
import { z } from 'zod'
import { capitalized } from './command.ts'

type EntityBodies = { readonly [T in EntityType]: (typeof entities)[T]['schema'] }

/** The entities as answers carry them: the domain's own schemas, with a name and an example for the documentation. */
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

/** The same fields with the example of each kind. */
export const exampleLists = Object.fromEntries(
  listedTypes.map((type) => [entities[type].plural, [entities[type].example]]),
)

/** A guest as small screens need it. */
export const MinimalGuest = Guest.pick({ id: true, name: true, status: true, tableId: true, partySize: true }).meta({
  id: 'MinimalGuest',
  description: 'A party in short',
  examples: [minimalGuest(entities.guest.example)],
})

/** A table as small screens need it. */
export const MinimalTable = Table.pick({ id: true, tableNumber: true, status: true, currentGuestId: true }).meta({
  id: 'MinimalTable',
  description: 'A table in short',
  examples: [minimalTable(entities.table.example)],
})

export function minimalGuest({ id, name, status, tableId, partySize }: Guest): Minimal['guest'] {
  return { id, name, status, tableId, partySize }
}

export function minimalTable({ id, tableNumber, status, currentGuestId }: Table): Minimal['table'] {
  return { id, tableNumber, status, currentGuestId }
}

/** What is left of an entity in short. */
export interface Minimal {
  guest: Pick<Guest, 'id' | 'name' | 'status' | 'tableId' | 'partySize'>
  table: Pick<Table, 'id' | 'tableNumber' | 'status' | 'currentGuestId'>
}
