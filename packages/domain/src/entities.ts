import type { z } from 'zod'
import { complete } from './entity.ts'
import { guestEntity } from './guests/guest.ts'
import { reservationEntity } from './reservations/reservation.ts'
import { restaurantEntity } from './restaurant/restaurant.ts'
import { sectionEntity } from './restaurant/section.ts'
import { combinationEntity } from './tables/combination.ts'
import { tableEntity } from './tables/table.ts'

/** Every kind of row that syncs. Floor, draft, storage, wire and documentation run over this list. */
export const entities = {
  restaurant: restaurantEntity,
  section: sectionEntity,
  table: tableEntity,
  combination: combinationEntity,
  guest: guestEntity,
  reservation: reservationEntity,
} as const

export type EntityType = keyof typeof entities
/** The kinds of which a floor holds many: all but the restaurant itself. */
export type ListedType = Exclude<EntityType, 'restaurant'>
/** The name of the list of a kind. */
export type PluralOf<T extends EntityType> = (typeof entities)[T]['plural']
export type EntityOf<T extends EntityType> = z.output<(typeof entities)[T]['schema']>
export type Entity = { [T in EntityType]: EntityOf<T> }[EntityType]
/** The kinds that leave the floor at the end of their service day and stay in the history. */
export type ArchivedType = {
  [T in EntityType]: (typeof entities)[T]['archivedWhen'] extends undefined ? never : T
}[EntityType]

export const entityTypes = Object.keys(entities) as EntityType[]
export const listedTypes = entityTypes.filter((type): type is ListedType => type !== 'restaurant')

/** Whether entities of this kind leave the floor and stay in the history. */
export function isArchivedType(type: EntityType): type is ArchivedType {
  return entities[type].archivedWhen !== undefined
}

/** An entity as it was stored, by this version of QTable or an older one, with every field that it has today. */
export function completeEntity<T extends EntityType>(type: T, stored: object): EntityOf<T> {
  return complete(stored, entities[type].defaults) as EntityOf<T>
}
