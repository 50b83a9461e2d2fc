import {
  type Entity,
  type EntityOf,
  type EntityType,
  entities,
  entityTypes,
  type ListedType,
  listedTypes,
  type PluralOf,
} from './entities.ts'
import type { Stamps, Unstamped } from './entity.ts'
import { type Change, type ChangeOf, type Floor, listOf } from './floor.ts'
import { Problem } from './problems.ts'
import type { Restaurant } from './restaurant/restaurant.ts'

const removed = Symbol('removed')
const stampNames: ReadonlySet<string> = new Set(['createdAt', 'updatedAt', 'version'] satisfies (keyof Stamps)[])

/** What undoes each step of a draft, newest last. */
type UndoSteps = (() => void)[]

/** One kind of entity in a draft: the floor's list under the changes of the draft. */
export class Collection<T extends ListedType> {
  readonly #type: T
  readonly #base: ReadonlyMap<string, EntityOf<T>>
  readonly #stamp: (entity: Unstamped<EntityOf<T>>, base: EntityOf<T> | undefined) => EntityOf<T>
  readonly #undoSteps: UndoSteps
  readonly #changed = new Map<string, EntityOf<T> | typeof removed>()
  readonly #archived = new Set<string>()

  constructor(
    type: T,
    from: {
      base: ReadonlyMap<string, EntityOf<T>>
      stamp: (entity: Unstamped<EntityOf<T>>, base: EntityOf<T> | undefined) => EntityOf<T>
      undoSteps: UndoSteps
    },
  ) {
    this.#type = type
    this.#base = from.base
    this.#stamp = from.stamp
    this.#undoSteps = from.undoSteps
  }

  get(id: string): EntityOf<T> | undefined {
    const changed = this.#changed.get(id)
    return changed === removed ? undefined : (changed ?? this.#base.get(id))
  }

  /** The entity, or `not_found`. */
  must(id: string): EntityOf<T> {
    const entity = this.get(id)
    if (!entity) throw new Problem('not_found', `There is no ${this.#type} ${id}`)
    return entity
  }

  /** Every entity as the draft sees it. */
  *all(): Iterable<EntityOf<T>> {
    for (const [id, entity] of this.#base) if (!this.#changed.has(id)) yield entity
    for (const entity of this.#changed.values()) if (entity !== removed) yield entity
  }

  /** Stores a new entity; `already_exists` where the id is taken. */
  add(entity: Unstamped<EntityOf<T>>): EntityOf<T> {
    if (this.get(entity.id)) {
      throw new Problem('already_exists', `The ${this.#type} ${entity.id} exists already`, {
        current: { entity_type: this.#type, entity_id: entity.id },
      })
    }
    return this.put(entity)
  }

  put(entity: Unstamped<EntityOf<T>>): EntityOf<T> {
    const stamped = this.#stamp(entity, this.#base.get(entity.id))
    this.#set(entity.id, stamped, false)
    return stamped
  }

  remove(id: string): void {
    this.must(id)
    this.#set(id, removed, false)
  }

  /** Takes an ended entity off the floor. The history keeps it. */
  archive(id: string): void {
    this.must(id)
    this.#set(id, removed, true)
  }

  #set(id: string, value: EntityOf<T> | typeof removed, archived: boolean): void {
    const before = this.#changed.get(id)
    const wasArchived = this.#archived.has(id)
    this.#undoSteps.push(() => {
      if (before === undefined) this.#changed.delete(id)
      else this.#changed.set(id, before)
      if (wasArchived) this.#archived.add(id)
      else this.#archived.delete(id)
    })
    this.#changed.set(id, value)
    if (archived) this.#archived.add(id)
    else this.#archived.delete(id)
  }

  /** What changed. An entity that ended as it began is left out. */
  *changes(): Iterable<ChangeOf<T>> {
    for (const [id, now] of this.#changed) {
      const before = this.#base.get(id)
      const subject = { entity_type: this.#type, entity_id: id }
      if (now === removed) {
        if (!before) continue
        yield { ...subject, action: 'delete', before, ...(this.#archived.has(id) ? { archived: true as const } : {}) }
      } else if (!before) yield { ...subject, action: 'create', data: now }
      else if (!sameFields(before, now)) yield { ...subject, action: 'update', data: now, before }
    }
  }
}

/**
 * A floor that commands write on, with a collection for each kind of entity by its plural name. The floor itself stays
 * as it is: `changes()` says what was done.
 */
export type Draft = FloorDraft & { readonly [T in ListedType as PluralOf<T>]: Collection<T> }

/** Opens a draft of a floor. `now` stamps what it changes. */
export function openDraft(floor: Floor, now: string): Draft {
  return new FloorDraft(floor, now) as Draft
}

class FloorDraft {
  readonly version: number
  /** Set by a command that overrode a rule because it was told to. */
  forced = false
  readonly #floor: Floor
  readonly #now: string
  readonly #undoSteps: UndoSteps = []
  readonly #collections = new Map<ListedType, Collection<ListedType>>()
  #restaurant: Restaurant

  constructor(floor: Floor, now: string) {
    this.#floor = floor
    this.#now = now
    this.#restaurant = floor.restaurant
    this.version = floor.version + 1
  }

  get restaurant(): Restaurant {
    return this.#restaurant
  }

  putRestaurant(restaurant: Unstamped<Restaurant>): void {
    const before = this.#restaurant
    this.#undoSteps.push(() => {
      this.#restaurant = before
    })
    this.#restaurant = this.#stamped(restaurant, this.#floor.restaurant)
  }

  /** Remembers the draft as it is now. The function that it returns goes back there. */
  savepoint(): () => void {
    const length = this.#undoSteps.length
    const forced = this.forced
    return () => {
      while (this.#undoSteps.length > length) this.#undoSteps.pop()?.()
      this.forced = forced
    }
  }

  /** The collection of a kind, for code that works on any of them. */
  of<T extends ListedType>(type: T): Collection<T> {
    let collection = this.#collections.get(type) as Collection<T> | undefined
    if (!collection) {
      collection = new Collection<T>(type, {
        base: listOf(this.#floor, type),
        stamp: (entity, base) => this.#stamped(entity, base),
        undoSteps: this.#undoSteps,
      })
      this.#collections.set(type, collection as unknown as Collection<ListedType>)
    }
    return collection
  }

  /** The entity of any kind. */
  entity<T extends EntityType>(type: T, id: string): EntityOf<T> | undefined
  entity(type: EntityType, id: string): Entity | undefined {
    return type === 'restaurant' ? this.#restaurant : this.of(type).get(id)
  }

  /** What the draft did, in the order of the kinds. */
  changes(): Change[] {
    const before = this.#floor.restaurant
    return entityTypes.flatMap((type): Change[] => {
      if (type !== 'restaurant') return [...((this.#collections.get(type)?.changes() ?? []) as Iterable<Change>)]
      if (sameFields(before, this.#restaurant)) return []
      return [{ entity_type: type, entity_id: String(before.id), action: 'update', data: this.#restaurant, before }]
    })
  }

  #stamped<E extends Stamps>(entity: Unstamped<E>, base: E | undefined): E {
    const createdAt = base?.createdAt ?? entity.createdAt ?? this.#now
    return { ...entity, createdAt, updatedAt: this.#now, version: this.version } as E
  }
}

for (const type of listedTypes) {
  Object.defineProperty(FloorDraft.prototype, entities[type].plural, {
    get(this: FloorDraft) {
      return this.of(type)
    },
  })
}

/** Whether two entities are equal but for their stamps. */
export function sameFields(a: Entity, b: Entity): boolean {
  if (a === b) return true
  const one = a as unknown as Record<string, unknown>
  const other = b as unknown as Record<string, unknown>
  const keys = Object.keys(one)
  return (
    keys.length === Object.keys(other).length &&
    keys.every((key) => stampNames.has(key) || (Object.hasOwn(other, key) && sameValue(one[key], other[key])))
  )
}

function sameValue(a: unknown, b: unknown): boolean {
  if (a === b) return true
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false
  const keys = Object.keys(a)
  return (
    keys.length === Object.keys(b).length &&
    keys.every((key) => Object.hasOwn(b, key) && sameValue(a[key as keyof typeof a], b[key as keyof typeof b]))
  )
}
