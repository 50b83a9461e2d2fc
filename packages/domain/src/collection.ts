import { type EntityOf, entities, type ListedType } from './entities.ts'
import type { Unstamped } from './entity.ts'
import type { ChangeOf } from './floor.ts'
import type { Guest } from './guests/guest.ts'
import { partyAlsoCalled } from './guests/other-ids.ts'
import { Problem } from './problems.ts'
import { sameFields } from './same-fields.ts'
import { mustBeValid } from './valid.ts'

const removed = Symbol('removed')

/** What undoes each step of a draft, newest last. */
export type UndoSteps = (() => void)[]

/** One kind of entity in a draft: the floor's list under the changes of the draft. */
export class Collection<T extends ListedType> {
  readonly #type: T
  readonly #base: ReadonlyMap<string, EntityOf<T>>
  readonly #stamp: (entity: Unstamped<EntityOf<T>>, base: EntityOf<T> | undefined) => EntityOf<T>
  readonly #undoSteps: UndoSteps
  readonly #onPut: ((entity: EntityOf<T>, before: EntityOf<T> | undefined) => void) | undefined
  readonly #history: ReadonlyMap<string, EntityOf<T>>
  readonly #changed = new Map<string, EntityOf<T> | typeof removed>()
  readonly #archived = new Set<string>()
  readonly #recorded = new Set<string>()
  /** How many more entities are on the floor than when the draft began; negative where there are fewer. */
  growth = 0

  constructor(
    type: T,
    from: {
      base: ReadonlyMap<string, EntityOf<T>>
      /** Entities that have left the floor and that this draft may be about. */
      history: ReadonlyMap<string, EntityOf<T>>
      stamp: (entity: Unstamped<EntityOf<T>>, base: EntityOf<T> | undefined) => EntityOf<T>
      undoSteps: UndoSteps
      /** Told of each entity that is stored, with what it replaces in the draft. */
      onPut?: ((entity: EntityOf<T>, before: EntityOf<T> | undefined) => void) | undefined
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
    if (changed === removed) return undefined
    return changed ?? this.#base.get(id) ?? this.#history.get(id) ?? this.#alsoCalled(id)
  }

  #alsoCalled(id: string): EntityOf<T> | undefined {
    if (this.#type !== 'guest') return undefined
    const known = partyAlsoCalled(id, this.#base as ReadonlyMap<string, Guest>)
    if (known && !this.#changed.has(known.id)) return known as EntityOf<T>
    for (const [, entity] of this.changed()) {
      if ((entity as Guest | undefined)?.otherIds.includes(id)) return entity
    }
    return undefined
  }

  /** Whether the entity has left the floor, and stays in the history unless the draft brings it back. */
  isPast(id: string): boolean {
    return !this.#base.has(id) && this.#history.has(id)
  }

  /** The entity as it was before the draft, on the floor or in the history. */
  before(id: string): EntityOf<T> | undefined {
    return this.#base.get(id) ?? this.#history.get(id)
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

  /** Whether the draft has deleted it. */
  isRemoved(id: string): boolean {
    return this.#changed.get(id) === removed && !this.#archived.has(id)
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
    this.growth -= 1
    this.#undoSteps.push(() => this.#recorded.delete(entity.id))
    return recorded
  }

  put(entity: Unstamped<EntityOf<T>>): EntityOf<T> {
    const stamped = this.#stamp(entity, this.#base.get(entity.id) ?? this.#history.get(entity.id))
    const before = this.get(entity.id)
    mustBeValid(this.#type, stamped, before)
    this.#set(entity.id, stamped, false)
    this.#onPut?.(stamped, before)
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
    const { growth } = this
    const wasOnFloor = this.#isOnFloor(id)
    this.#undoSteps.push(() => {
      this.growth = growth
      if (before === undefined) this.#changed.delete(id)
      else this.#changed.set(id, before)
      if (wasArchived) this.#archived.add(id)
      else this.#archived.delete(id)
    })
    this.#changed.set(id, value)
    if (archived) this.#archived.add(id)
    else this.#archived.delete(id)
    this.growth += Number(this.#isOnFloor(id)) - Number(wasOnFloor)
  }

  #isOnFloor(id: string): boolean {
    const changed = this.#changed.get(id)
    if (changed === undefined) return this.#base.has(id)
    return changed !== removed && !this.#staysPast(id, changed)
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
