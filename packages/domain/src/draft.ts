import { type Entity, type EntityOf, entityTypes, type ListedType, type Stamps, type Unstamped } from './entity.ts'
import { type Change, type Floor, listOf } from './floor.ts'
import { Problem } from './problems.ts'
import type { Restaurant } from './restaurant/restaurant.ts'

const gone = Symbol('gone')
const stamps: ReadonlySet<string> = new Set(['createdAt', 'updatedAt', 'version'] satisfies (keyof Stamps)[])

/** The steps back to an earlier state of a draft, newest last. */
type Trail = (() => void)[]

/** One kind of entity in a draft: the floor's, with what the draft has changed laid over it. */
export class Collection<T extends ListedType> {
  readonly #type: T
  readonly #base: ReadonlyMap<string, EntityOf<T>>
  readonly #stamp: (entity: Unstamped<EntityOf<T>>, base: EntityOf<T> | undefined) => EntityOf<T>
  readonly #trail: Trail
  readonly #over = new Map<string, EntityOf<T> | typeof gone>()
  readonly #archived = new Set<string>()

  constructor(
    type: T,
    from: {
      base: ReadonlyMap<string, EntityOf<T>>
      stamp: (entity: Unstamped<EntityOf<T>>, base: EntityOf<T> | undefined) => EntityOf<T>
      trail: Trail
    },
  ) {
    this.#type = type
    this.#base = from.base
    this.#stamp = from.stamp
    this.#trail = from.trail
  }

  get(id: string): EntityOf<T> | undefined {
    const over = this.#over.get(id)
    return over === gone ? undefined : (over ?? this.#base.get(id))
  }

  /** The entity, or `not_found`. */
  must(id: string): EntityOf<T> {
    const entity = this.get(id)
    if (!entity) throw new Problem('not_found', `There is no ${this.#type} ${id}`)
    return entity
  }

  /** Every entity as the draft sees it. */
  *all(): Iterable<EntityOf<T>> {
    for (const [id, entity] of this.#base) if (!this.#over.has(id)) yield entity
    for (const entity of this.#over.values()) if (entity !== gone) yield entity
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
    this.#lay(entity.id, stamped, false)
    return stamped
  }

  remove(id: string): void {
    this.must(id)
    this.#lay(id, gone, false)
  }

  /** Takes an ended entity off the floor; the history keeps it. */
  archive(id: string): void {
    this.must(id)
    this.#lay(id, gone, true)
  }

  #lay(id: string, over: EntityOf<T> | typeof gone, archived: boolean): void {
    const before = this.#over.get(id)
    const wasArchived = this.#archived.has(id)
    this.#trail.push(() => {
      if (before === undefined) this.#over.delete(id)
      else this.#over.set(id, before)
      if (wasArchived) this.#archived.add(id)
      else this.#archived.delete(id)
    })
    this.#over.set(id, over)
    if (archived) this.#archived.add(id)
    else this.#archived.delete(id)
  }

  *changes(): Iterable<Change> {
    for (const [id, over] of this.#over) {
      const before = this.#base.get(id)
      const named = { entity_type: this.#type, entity_id: id }
      if (over === gone) {
        if (!before) continue
        yield { ...named, action: 'delete', before, ...(this.#archived.has(id) ? { archived: true as const } : {}) }
      } else if (!before) yield { ...named, action: 'create', data: over }
      else if (!sameFields(before, over)) yield { ...named, action: 'update', data: over, before }
    }
  }
}

/** A floor that commands write on. Nothing reaches the floor itself: `changes()` says what was done. */
export class Draft {
  readonly version: number
  readonly sections: Collection<'section'>
  readonly tables: Collection<'table'>
  readonly combinations: Collection<'combination'>
  readonly guests: Collection<'guest'>
  readonly reservations: Collection<'reservation'>
  /** Set by a command that overrode a rule because it was told to. */
  forced = false
  readonly #floor: Floor
  readonly #now: string
  readonly #trail: Trail = []
  #restaurant: Restaurant

  constructor(floor: Floor, now: string) {
    this.#floor = floor
    this.#now = now
    this.#restaurant = floor.restaurant
    this.version = floor.version + 1
    const open = <T extends ListedType>(type: T) =>
      new Collection<T>(type, {
        base: listOf(floor, type),
        stamp: (entity, base) => this.#stamped(entity, base) as EntityOf<T>,
        trail: this.#trail,
      })
    this.sections = open('section')
    this.tables = open('table')
    this.combinations = open('combination')
    this.guests = open('guest')
    this.reservations = open('reservation')
  }

  get restaurant(): Restaurant {
    return this.#restaurant
  }

  putRestaurant(restaurant: Unstamped<Restaurant>): void {
    const before = this.#restaurant
    this.#trail.push(() => {
      this.#restaurant = before
    })
    this.#restaurant = this.#stamped(restaurant, this.#floor.restaurant)
  }

  /** Remembers the draft as it is now; the function that it returns goes back there. */
  savepoint(): () => void {
    const length = this.#trail.length
    const forced = this.forced
    return () => {
      while (this.#trail.length > length) this.#trail.pop()?.()
      this.forced = forced
    }
  }

  /** The collection of a kind, for code that works on any of them. */
  of<T extends ListedType>(type: T): Collection<T> {
    const all = {
      section: this.sections,
      table: this.tables,
      combination: this.combinations,
      guest: this.guests,
      reservation: this.reservations,
    }
    return all[type] as unknown as Collection<T>
  }

  /** What the draft did, in the order of the entity kinds; what ended where it began is left out. */
  changes(): Change[] {
    const before = this.#floor.restaurant
    return entityTypes.flatMap((type): Change[] => {
      if (type !== 'restaurant') return [...this.of(type).changes()]
      if (sameFields(before, this.#restaurant)) return []
      return [{ entity_type: type, entity_id: String(before.id), action: 'update', data: this.#restaurant, before }]
    })
  }

  #stamped<E extends Stamps>(entity: Unstamped<E>, base: E | undefined): E {
    const createdAt = base?.createdAt ?? entity.createdAt ?? this.#now
    return { ...entity, createdAt, updatedAt: this.#now, version: this.version } as E
  }
}

/** Whether two entities differ in nothing but their stamps. */
export function sameFields(a: Entity, b: Entity): boolean {
  if (a === b) return true
  const one = a as unknown as Record<string, unknown>
  const other = b as unknown as Record<string, unknown>
  const keys = Object.keys(one)
  return (
    keys.length === Object.keys(other).length &&
    keys.every((key) => stamps.has(key) || (Object.hasOwn(other, key) && sameValue(one[key], other[key])))
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
