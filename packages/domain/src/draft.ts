import { Collection, type UndoSteps } from './collection.ts'
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
import { type Change, type Floor, listOf, type Warning } from './floor.ts'
import type { Guest } from './guests/guest.ts'
import { ChangedPlans } from './plans/changed-plans.ts'
import { Claims, type CommandAuthor } from './plans/claims.ts'
import type { Reservation } from './reservations/reservation.ts'
import type { Restaurant } from './restaurant/restaurant.ts'
import { sameFields } from './same-fields.ts'
import { mustBeValid } from './valid.ts'

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

/** What a command left for the end of its unit. */
export interface AtEnd {
  author: CommandAuthor
  run: () => void
}

class FloorDraft {
  readonly version: number
  /** Set by a command that overrode a rule because it was told to. */
  forced = false
  readonly #settlements: AtEnd[] = []
  readonly #checks: AtEnd[] = []
  /** Where to look for the plans that it changed. */
  readonly changedPlans = new ChangedPlans()
  /** Who sits or is planned and was touched, for the check at the end of the unit. */
  readonly claims: Claims
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
    this.claims = new Claims(now, this.#undoSteps)
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
    mustBeValid('restaurant', this.#stamped(restaurant, this.#floor.restaurant), before)
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

  /**
   * Changes the draft once all commands of the unit have run, and before anything is checked: what can become of an entity
   * depends on what the other commands leave.
   */
  settleAtEnd(run: () => void): void {
    this.#leave(this.#settlements, run)
  }

  /**
   * Checks the draft once all commands of the unit have run and everything is settled: two commands may pass through what
   * neither alone may leave. It changes no entity.
   */
  checkAtEnd(run: () => void): void {
    this.#leave(this.#checks, run)
  }

  /** What the commands left to settle, in their order; while one runs, its command is the author of what it does. */
  *settlements(): Iterable<AtEnd> {
    // One that runs may leave more.
    for (let next = this.#settlements.shift(); next; next = this.#settlements.shift()) {
      this.claims.author = next.author
      yield next
    }
  }

  /** What the commands and their settlements left to check. */
  checks(): readonly AtEnd[] {
    return this.#checks
  }

  #leave(list: AtEnd[], run: () => void): void {
    list.push({ author: this.claims.author, run })
    this.#undoSteps.push(() => list.pop())
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
        onPut: this.#noteOf(type) as ((entity: EntityOf<T>, before: EntityOf<T> | undefined) => void) | undefined,
      })
      this.#collections.set(type, collection as unknown as Collection<ListedType>)
    }
    return collection
  }

  /** How many more entities of a kind are on the floor than when the draft began. */
  growthOf(type: ListedType): number {
    return this.#collections.get(type)?.growth ?? 0
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

  #noteOf(type: ListedType): ((entity: never, before: never) => void) | undefined {
    if (type === 'guest') return (guest: Guest, before: Guest | undefined) => this.claims.noteGuest(guest, before)
    if (type !== 'reservation') return undefined
    return (reservation: Reservation, before: Reservation | undefined) => {
      this.changedPlans.note(reservation)
      this.claims.noteReservation(reservation, before)
    }
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
