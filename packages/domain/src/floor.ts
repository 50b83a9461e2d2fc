import { type Entity, type EntityOf, type EntityType, entities, type ListedType, listedTypes } from './entity.ts'
import type { Restaurant } from './restaurant/restaurant.ts'
import type { Role } from './roles.ts'

/** All live entities of one restaurant at one version. A value: applying a transaction gives a new one. */
export interface Floor {
  readonly version: number
  /** When `version` was committed; the timestamp of every read made of this floor. */
  readonly committedAt: string
  readonly restaurant: Restaurant
  readonly sections: ReadonlyMap<string, EntityOf<'section'>>
  readonly tables: ReadonlyMap<string, EntityOf<'table'>>
  readonly combinations: ReadonlyMap<string, EntityOf<'combination'>>
  readonly guests: ReadonlyMap<string, EntityOf<'guest'>>
  readonly reservations: ReadonlyMap<string, EntityOf<'reservation'>>
}

/** What one transaction did to one entity. */
export interface Change {
  entity_type: EntityType
  entity_id: string
  action: 'create' | 'update' | 'delete'
  /** The whole entity as it is now; absent on delete. */
  data?: Entity
  /** The whole entity as it was; absent on create. Stays in the log: frames do not carry it. */
  before?: Entity
  /** On delete: it left the floor at the end of its service day and stays in the history. */
  archived?: true
}

export interface Actor {
  id: string
  name: string
}

/** The changes of one command or one batch: one version, one row of the log, one frame. */
export interface Transaction {
  id: string
  version: number
  at: string
  actor: Actor
  /** The command's type; `batch` for several. */
  command: string
  commandIds: string[]
  /** The least role that its commands needed; an undo of it needs the same. */
  role: Role
  /** Whether it came from a batch or an atomic route. */
  atomic: boolean
  /** Whether a rule was overridden with `force`. */
  forced: boolean
  changes: Change[]
}

const collections = {
  section: 'sections',
  table: 'tables',
  combination: 'combinations',
  guest: 'guests',
  reservation: 'reservations',
} as const satisfies Record<ListedType, string>

/** All entities of one kind. */
export function listOf<T extends ListedType>(floor: Floor, type: T): ReadonlyMap<string, EntityOf<T>> {
  return floor[collections[type]] as ReadonlyMap<string, EntityOf<ListedType>> as ReadonlyMap<string, EntityOf<T>>
}

/** The entity, or undefined where the floor does not hold it. */
export function entityOf(floor: Floor, type: EntityType, id: string): Entity | undefined {
  if (type === 'restaurant') return String(floor.restaurant.id) === id ? floor.restaurant : undefined
  return listOf(floor, type).get(id)
}

/** A floor of a restaurant with nothing on it. */
export function emptyFloor(restaurant: Restaurant, at: { version: number; committedAt: string }): Floor {
  return {
    ...at,
    restaurant,
    sections: new Map(),
    tables: new Map(),
    combinations: new Map(),
    guests: new Map(),
    reservations: new Map(),
  }
}

/** A floor from the rows it consists of, as a full sync or the database gives them. */
export function floorOf(from: {
  version: number
  committedAt: string
  restaurant: Restaurant
  entities: Iterable<{ type: ListedType; entity: EntityOf<ListedType> }>
}): Floor {
  const lists = Object.fromEntries(listedTypes.map((type) => [type, new Map<string, EntityOf<ListedType>>()]))
  for (const { type, entity } of from.entities) lists[type]?.set(entity.id, entity)
  return {
    version: from.version,
    committedAt: from.committedAt,
    restaurant: from.restaurant,
    ...Object.fromEntries(listedTypes.map((type) => [entities[type].plural, lists[type]])),
  } as Floor
}

/**
 * The floor one transaction later. Copies only the collections that the transaction touched, and none that is among
 * `owned`: there it writes in place, and what it copies joins them. Whoever applies many, and shows only the last floor
 * to anybody, passes one set for all.
 */
export function applyTransaction(
  floor: Floor,
  transaction: Pick<Transaction, 'version' | 'at' | 'changes'>,
  owned = new Set<unknown>(),
): Floor {
  let restaurant = floor.restaurant
  const copies: Partial<Record<ListedType, Map<string, EntityOf<ListedType>>>> = {}
  for (const { entity_type, entity_id, data } of transaction.changes) {
    if (entity_type === 'restaurant') {
      if (data) restaurant = data as Restaurant
      continue
    }
    copies[entity_type] ??= ownOf(listOf(floor, entity_type), owned)
    if (data) copies[entity_type].set(entity_id, data as EntityOf<ListedType>)
    else copies[entity_type].delete(entity_id)
  }
  const lists = Object.fromEntries(
    Object.entries(copies).map(([type, copy]) => [collections[type as ListedType], copy]),
  )
  return { ...floor, ...lists, restaurant, version: transaction.version, committedAt: transaction.at }
}

/** The floor after several. */
export function applyTransactions(
  floor: Floor,
  transactions: readonly Pick<Transaction, 'version' | 'at' | 'changes'>[],
): Floor {
  const owned = new Set<unknown>()
  return transactions.reduce((before, one) => applyTransaction(before, one, owned), floor)
}

function ownOf(
  list: ReadonlyMap<string, EntityOf<ListedType>>,
  owned: Set<unknown>,
): Map<string, EntityOf<ListedType>> {
  if (owned.has(list)) return list as Map<string, EntityOf<ListedType>>
  const copy = new Map(list)
  owned.add(copy)
  return copy
}
