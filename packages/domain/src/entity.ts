import type { z } from 'zod'
import { Guest } from './guests/guest.ts'
import { Reservation } from './reservations/reservation.ts'
import { Restaurant } from './restaurant/restaurant.ts'
import { Section } from './restaurant/section.ts'
import { Combination } from './tables/combination.ts'
import { Table } from './tables/table.ts'

/** Every kind of row that syncs: the schema of what is stored and sent, and its name in the plural. */
export const entities = {
  restaurant: { schema: Restaurant, plural: 'restaurants' },
  section: { schema: Section, plural: 'sections' },
  table: { schema: Table, plural: 'tables' },
  combination: { schema: Combination, plural: 'combinations' },
  guest: { schema: Guest, plural: 'guests' },
  reservation: { schema: Reservation, plural: 'reservations' },
} as const

export type EntityType = keyof typeof entities
/** The kinds that a floor holds many of: all but the restaurant itself. */
export type ListedType = Exclude<EntityType, 'restaurant'>
export type EntityOf<T extends EntityType> = z.infer<(typeof entities)[T]['schema']>
export type Entity = { [T in EntityType]: EntityOf<T> }[EntityType]

export const entityTypes = Object.keys(entities) as EntityType[]
export const listedTypes = entityTypes.filter((type): type is ListedType => type !== 'restaurant')

/** What an entity carries beside its own fields, set by the draft that stores it. */
export interface Stamps {
  createdAt: string
  updatedAt: string
  /** The restaurant's version that last changed it. */
  version: number
}
/** An entity as a command writes it: the stamps may be left to the draft. */
export type Unstamped<E extends Stamps> = Omit<E, keyof Stamps> & Partial<Stamps>
