import {
  type ArchivedType,
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
import { type Change, type ChangeOf, type Floor, listOf, type Warning } from './floor.ts'
import { ChangedPlans } from './plans/changed-plans.ts'
import { Problem } from './problems.ts'
import type { Reservation } from './reservations/reservation.ts'
import type { Restaurant } from './restaurant/restaurant.ts'
import { sameValue } from './same-value.ts'

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
  readonly #onPut: ((entity: EntityOf<T>) => void) | undefined
  readonly #history: ReadonlyMap<string, EntityOf<T>>
  readonly #changed = new Map<string, EntityOf<T> | typeof removed>()
  readonly #archived = new Set<string>()
  readonly #recorded = new Set<string>()

  constructor(
    type: T,
    from: {
      base: ReadonlyMap<string, EntityOf<T>>
      /** Entities that have left the floor and that this draft may be about. */
      history: ReadonlyMap<string, EntityOf<T>>
      stamp: (entity: Unstamped<EntityOf<T>>, base: EntityOf<T> | undefined) => EntityOf<T>
      undoSteps: UndoSteps
      onPut?: ((entity: EntityOf<T>) => void) | undefined
    },
  ) {
    this.#type = type
    this.#base = from.base
    this.#history = from.history
    this.#stamp = from.stamp
    this.#undoSteps = from.undoSteps
    this.#onPut = from.onPut
  }

  get(id: string): EntityOf<T> | undefined {
    const changed = this.#changed.get(id)
    return changed === removed ? undefined : (changed ?? this.#base.get(id) ?? this.#history.get(id))
  }

  /** Whether the entity has left the floor, and stays in the history unless the draft brings it back. */
  isPast(id: string): boolean {
    return !this.#base.has(id) && this.#history.has(id)
  }

  /** The entity, or `not_found`. */
  must(id: string): EntityOf<T> {
    const entity = this.get(id)
    if (!entity) throw new Problem('not_found', `There is no ${this.#type} ${id}`)
    return entity
  }

  /** Every entity on the floor as the draft sees it. */
  *all(): Iterable<EntityOf<T>> {
    for (const [id, entity] of this.#base) if (!this.#changed.has(id)) yield entity
    for (const [id, entity] of this.#changed) if (entity !== removed && !this.#staysPast(id, entity)) yield entity
  }

  isChanged(id: string): boolean {
    return this.#changed.has(id)
  }

  /** What the draft has made of an entity that is on its floor; undefined where it has not changed it, or taken it off. */
  changedTo(id: string): EntityOf<T> | undefined {
    const entity = this.#changed.get(id)
    return entity === undefined || entity === removed || this.#staysPast(id, entity) ? undefined : entity
  }

  /** What the draft has changed so far; undefined is removed. */
  *changed(): Iterable<readonly [string, EntityOf<T> | undefined]> {
    for (const [id, entity] of this.#changed) {
      yield [id, entity === removed || this.#staysPast(id, entity) ? undefined : entity]
    }
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

  /** Stores a new entity in the history, where the floor never had it; `already_exists` where the id is taken. */
  record(entity: Unstamped<EntityOf<T>>): EntityOf<T> {
    const recorded = this.add(entity)
    this.#recorded.add(entity.id)
    this.#undoSteps.push(() => this.#recorded.delete(entity.id))
    return recorded
  }

  put(entity: Unstamped<EntityOf<T>>): EntityOf<T> {
    const stamped = this.#stamp(entity, this.#base.get(entity.id) ?? this.#history.get(entity.id))
    this.#set(entity.id, stamped, false)
    this.#onPut?.(stamped)
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
      if (!before && (this.#history.has(id) || this.#recorded.has(id))) {
        const change = this.#pastChange(subject, now)
        if (change) yield change
      } else if (now === removed) {
        if (!before) continue
        yield { ...subject, action: 'delete', before, ...(this.#archived.has(id) ? { archived: true as const } : {}) }
      } else if (!before) yield { ...subject, action: 'create', data: now }
      else if (!sameFields(before, now)) yield { ...subject, action: 'update', data: now, before }
    }
  }

  // An entity of the history: it stays there, goes for good, or comes back to the floor.
  #pastChange(
    subject: { entity_type: T; entity_id: string },
    now: EntityOf<T> | typeof removed,
  ): ChangeOf<T> | undefined {
    const before = this.#history.get(subject.entity_id)
    if (now === removed) return before && { ...subject, action: 'delete', before, history: true }
    if (!before) return { ...subject, action: 'create', data: now, history: true }
    if (!this.#staysPast(subject.entity_id, now)) return { ...subject, action: 'create', data: now, before }
    return sameFields(before, now) ? undefined : { ...subject, action: 'update', data: now, before, history: true }
  }

  #staysPast(id: string, entity: EntityOf<T>): boolean {
    if (this.#recorded.has(id)) return true
    if (!this.isPast(id)) return false
    const { archivedWhen } = entities[this.#type]
    return archivedWhen === undefined || (archivedWhen as (entity: EntityOf<T>) => boolean)(entity)
  }
}

/**
 * A floor that commands write on, with a collection for each kind of entity by its plural name. The floor itself stays
 * as it is: `changes()` says what was done.
 */
export type Draft = FloorDraft & { readonly [T in ListedType as PluralOf<T>]: Collection<T> }

/** An entity that has left the floor. */
export type PastEntity = { [T in ArchivedType]: { type: T; entity: EntityOf<T> } }[ArchivedType]

/**
 * Opens a draft of a floor. `now` stamps what it changes; `history` holds the entities that have left the floor and that
 * the commands may be about.
 */
export function openDraft(floor: Floor, now: string, history: Iterable<PastEntity> = []): Draft {
  return new FloorDraft(floor, now, history) as Draft
}

class FloorDraft {
  readonly version: number
  /** Set by a command that overrode a rule because it was told to. */
  forced = false
  readonly #checks: (() => void)[] = []
  /** Where to look for the plans that it changed. */
  readonly changedPlans = new ChangedPlans()
  /** What the authors of the commands should know. */
  readonly warnings: Warning[] = []
  readonly #floor: Floor
  readonly #history = new Map<EntityType, Map<string, EntityOf<ListedType>>>()
  readonly #now: string
  readonly #undoSteps: UndoSteps = []
  readonly #collections = new Map<ListedType, Collection<ListedType>>()
  #restaurant: Restaurant

  constructor(floor: Floor, now: string, history: Iterable<PastEntity>) {
    this.#floor = floor
    for (const { type, entity } of history) {
      const past = this.#history.get(type) ?? new Map<string, EntityOf<ListedType>>()
      this.#history.set(type, past.set(entity.id, entity))
    }
    this.#now = now
    this.#restaurant = floor.restaurant
    this.version = floor.version + 1
  }

  /** The floor that it began as. */
  get base(): Floor {
    return this.#floor
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
    const { forced } = this
    const [steps, warnings] = [this.#undoSteps.length, this.warnings.length]
    return () => {
      while (this.#undoSteps.length > steps) this.#undoSteps.pop()?.()
      this.warnings.length = warnings
      this.forced = forced
    }
  }

  /** Runs a check once all commands of the unit have run: two of them may pass through what neither alone may leave. */
  atEnd(check: () => void): void {
    this.#checks.push(check)
    this.#undoSteps.push(() => this.#checks.pop())
  }

  /** The checks that were asked for since the last call. */
  takeChecks(): (() => void)[] {
    return this.#checks.splice(0)
  }

  /** The collection of a kind, for code that works on any of them. */
  of<T extends ListedType>(type: T): Collection<T> {
    let collection = this.#collections.get(type) as Collection<T> | undefined
    if (!collection) {
      collection = new Collection<T>(type, {
        base: listOf(this.#floor, type),
        history: (this.#history.get(type) ?? new Map()) as ReadonlyMap<string, EntityOf<T>>,
        stamp: (entity, base) => this.#stamped(entity, base),
        undoSteps: this.#undoSteps,
        onPut: type === 'reservation' ? (entity) => this.changedPlans.note(entity as Reservation) : undefined,
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
