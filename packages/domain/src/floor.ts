import {
  type Entity,
  type EntityOf,
  type EntityType,
  entities,
  type ListedType,
  listedTypes,
  type PluralOf,
} from './entities.ts'
import type { Guest } from './guests/guest.ts'
import { carryOtherIds, partyAlsoCalled } from './guests/other-ids.ts'
import { carryPlanIndex } from './plans/plan-index.ts'
import type { Reservation } from './reservations/reservation.ts'
import type { Restaurant } from './restaurant/restaurant.ts'
import type { Role } from './roles.ts'

/**
 * All live entities of one restaurant at one version, each kind in a list by its plural name. A value: applying a
 * transaction gives a new one.
 */
export type Floor = {
  readonly version: number
  /** When `version` was committed: the timestamp of every read of this floor. */
  readonly committedAt: string
  readonly restaurant: Restaurant
} & { readonly [T in ListedType as PluralOf<T>]: ReadonlyMap<string, EntityOf<T>> }

/** What one transaction did to one entity of a kind. */
export interface ChangeOf<T extends EntityType> {
  entity_type: T
  entity_id: string
  action: 'create' | 'update' | 'delete'
  /** The whole entity as it is now. Absent on delete. */
  data?: EntityOf<T>
  /**
   * The whole entity as it was. Absent on create, unless it comes back from the history. It stays in the log: frames do
   * not carry it.
   */
  before?: EntityOf<T>
  /** On delete: it left the floor at the end of its service day and stays in the history. */
  archived?: true
  /** It concerns the history alone: the entity is not on the floor, neither before nor after. Clients do not hear of it. */
  history?: true
}

/** What one transaction did to one entity. */
export type Change = { [T in EntityType]: ChangeOf<T> }[EntityType]

export interface Actor {
  id: string
  name: string
}

/** The changes of one command or one batch: one version, one row of the log, one frame. */
export interface Transaction {
  id: string
  version: number
  at: string
  /** When it was done, by the clock of the device that did it; `at` where nobody said. */
  doneAt: string
  actor: Actor
  /** The command's type; `batch` for several. */
  command: string
  commandIds: string[]
  /** The least role that its commands needed. An undo of it needs the same. */
  role: Role
  /** Whether it came from a batch or an atomic route. */
  atomic: boolean
  /** Whether `force` overrode a rule. */
  forced: boolean
  changes: Change[]
  /** What its author should know: the change was made all the same. */
  warnings?: Warning[]
}

/** Something that speaks against a change and does not refuse it. */
export interface Warning {
  code: WarningCode
  detail: string
  /** What stands in the way, as it is now. */
  current?: unknown
}

export const warningCodes = ['table_promised', 'table_too_large', 'outside_hours', 'table_lost', 'row_skipped'] as const
export type WarningCode = (typeof warningCodes)[number]

/** All entities of one kind. */
export function listOf<T extends ListedType>(floor: Floor, type: T): ReadonlyMap<string, EntityOf<T>> {
  return floor[entities[type].plural] as ReadonlyMap<string, Entity> as ReadonlyMap<string, EntityOf<T>>
}

/** The entity, or undefined where the floor does not hold it. */
export function entityOf<T extends EntityType>(floor: Floor, type: T, id: string): EntityOf<T> | undefined
export function entityOf(floor: Floor, type: EntityType, id: string): Entity | undefined {
  if (type === 'restaurant') return String(floor.restaurant.id) === id ? floor.restaurant : undefined
  return listOf(floor, type).get(id) ?? (type === 'guest' ? partyAlsoCalled(id, floor.guests) : undefined)
}

/** A floor of a restaurant with nothing on it. */
export function emptyFloor(restaurant: Restaurant, at: { version: number; committedAt: string }): Floor {
  return floorOf({ ...at, restaurant, entities: [] })
}

/** A floor from its entities, as a full sync or the database gives them. */
export function floorOf(from: {
  version: number
  committedAt: string
  restaurant: Restaurant
  entities: Iterable<{ type: ListedType; entity: EntityOf<ListedType> }>
}): Floor {
  const lists = new Map(listedTypes.map((type) => [type, new Map<string, EntityOf<ListedType>>()]))
  for (const { type, entity } of from.entities) lists.get(type)?.set(entity.id, entity)
  return {
    version: from.version,
    committedAt: from.committedAt,
    restaurant: from.restaurant,
    ...Object.fromEntries(listedTypes.map((type) => [entities[type].plural, lists.get(type)])),
  } as Floor
}

/**
 * The floor one transaction later. It copies the lists that the transaction touches, except those in `owned`: these it
 * changes in place, and its copies join them. A caller that applies many transactions, and shows only the last floor,
 * passes one set to all calls.
 */
export function applyTransaction(
  floor: Floor,
  transaction: Pick<Transaction, 'version' | 'at' | 'changes'>,
  owned = new Set<unknown>(),
): Floor {
  let restaurant = floor.restaurant
  const copies = new Map<ListedType, Map<string, EntityOf<ListedType>>>()
  const rebooked: { before: Reservation | undefined; after: Reservation | undefined }[] = []
  const renamed: { before: Guest | undefined; after: Guest | undefined }[] = []
  for (const { entity_type, entity_id, data, history } of transaction.changes) {
    if (history) continue
    if (entity_type === 'restaurant') {
      restaurant = data ?? restaurant
      continue
    }
    const list = copies.get(entity_type) ?? ownedCopy<EntityOf<ListedType>>(listOf(floor, entity_type), owned)
    copies.set(entity_type, list)
    if (entity_type === 'reservation')
      rebooked.push({ before: list.get(entity_id) as Reservation | undefined, after: data })
    if (entity_type === 'guest') renamed.push({ before: list.get(entity_id) as Guest | undefined, after: data })
    if (data) list.set(entity_id, data)
    else list.delete(entity_id)
  }
  const reservations = copies.get('reservation') as Map<string, Reservation> | undefined
  if (reservations) carryPlanIndex(floor.reservations, reservations, rebooked)
  const guests = copies.get('guest') as Map<string, Guest> | undefined
  if (guests) carryOtherIds(floor.guests, guests, renamed)
  const lists = Object.fromEntries([...copies].map(([type, list]) => [entities[type].plural, list]))
  return { ...floor, ...lists, restaurant, version: transaction.version, committedAt: transaction.at }
}

/** The floor after several transactions, in their order. */
export function applyTransactions(
  floor: Floor,
  transactions: readonly Pick<Transaction, 'version' | 'at' | 'changes'>[],
): Floor {
  const owned = new Set<unknown>()
  return transactions.reduce((before, one) => applyTransaction(before, one, owned), floor)
}

function ownedCopy<E>(list: ReadonlyMap<string, E>, owned: Set<unknown>): Map<string, E> {
  if (owned.has(list)) return list as Map<string, E>
  const copy = new Map(list)
  owned.add(copy)
  return copy
}
