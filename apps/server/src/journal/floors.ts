import { applyTransaction, type Floor, Problem } from '@qtable/domain'
import type { Journal } from './journal.ts'
import type { Head } from './load-floor.ts'
import type { Logged } from './log.ts'
import { openShelf } from './shelf.ts'

/** What a node knows of one restaurant: its floor and the latest transactions that led there, oldest first. */
export interface Snapshot {
  readonly floor: Floor
  readonly epoch: string
  readonly recent: readonly Logged[]
}

/** What happened to a floor in memory. */
export type FloorEvent =
  /** Versions that are committed, in order and without a gap to those before: by this node, or read from the log. */
  | { kind: 'advanced'; restaurantId: number; snapshot: Snapshot; news: readonly Logged[]; origin: 'commit' | 'log' }
  /** It was read from its rows again, because the log does not lead from `before` to it: another epoch, or too far. */
  | { kind: 'reloaded'; restaurantId: number; snapshot: Snapshot; before: Snapshot }

export type FloorListener = (event: FloorEvent) => void

/**
 * The floors that this node keeps in memory. A floor here is a cache of the log: it is never ahead of it, and a change
 * decided on one that is behind is refused by the append. The least recently used are dropped and loaded when asked for.
 */
export interface Floors {
  /** The floor as far as this node knows; loaded where it is not held, caught up where the last append left a doubt. */
  read(restaurantId: number): Promise<Snapshot>
  /** Reads from the log what other nodes have committed: at least all that was before this call. */
  catchUp(restaurantId: number): Promise<Snapshot>
  /** What this node holds just now, without asking anybody. */
  peek(restaurantId: number): Snapshot | undefined
  /**
   * Takes in transactions that are committed on top of `base`, by this node or (`log`) by another; gives what is known
   * after them.
   */
  advance(base: Snapshot, news: readonly Logged[], floor: Floor, origin?: 'commit' | 'log'): Snapshot
  /** The outcome of an append is unknown: the next read asks the log first. */
  doubt(restaurantId: number): void
  /** Forgets a floor: it is read from its rows when it is asked for again. */
  drop(restaurantId: number): void
  /** Keeps the floor in memory, as long as somebody follows it, until the function that it returns is called. */
  pin(restaurantId: number): () => void
  /** The restaurants whose floors are held. */
  held(): number[]
  /** Calls the listener until the function that it returns is called. */
  listen(listener: FloorListener): () => void
  readonly size: number
}

// A phone that slept a minute in a busy service comes back without a query.
const ringLength = 512
const catchUpAtOnce = 500

export function openFloors({ journal, maxFloors = 2000 }: { journal: Journal; maxFloors?: number }): Floors {
  const held = openShelf(maxFloors)
  const loading = new Map<number, Promise<Snapshot>>()
  const doubtful = new Set<number>()
  const listeners = new Set<FloorListener>()

  // One load or catch-up of a restaurant at a time, shared by all who wait for it.
  function once(restaurantId: number, work: () => Promise<Snapshot>): Promise<Snapshot> {
    const under = loading.get(restaurantId)
    if (under) return under
    const started = work().finally(() => loading.delete(restaurantId))
    loading.set(restaurantId, started)
    return started
  }

  async function load(restaurantId: number): Promise<Snapshot> {
    const snapshot = await journal.load(restaurantId)
    const before = held.get(restaurantId)
    held.set(restaurantId, snapshot)
    if (before) tell({ kind: 'reloaded', restaurantId, snapshot, before })
    return snapshot
  }

  async function followLog(restaurantId: number): Promise<Snapshot> {
    for (;;) {
      const from = held.get(restaurantId)
      if (!from) return load(restaurantId)
      const read = await journal.news(restaurantId, from.floor.version, catchUpAtOnce)
      const { news } = read
      const now = held.get(restaurantId)
      // An append of this node went through while the log was read.
      if (now && now.floor.version > from.floor.version) continue
      if (!continues(from, read)) return load(restaurantId)
      if (news.length === 0) return from
      advance(from, news, news.reduce(applyTransaction, from.floor), 'log')
      if (news.length < catchUpAtOnce) return held.get(restaurantId) ?? load(restaurantId)
    }
  }

  function tell(event: FloorEvent): void {
    for (const listener of listeners) listener(event)
  }

  function advance(
    base: Snapshot,
    news: readonly Logged[],
    floor: Floor,
    origin: 'commit' | 'log' = 'commit',
  ): Snapshot {
    const restaurantId = floor.restaurant.id
    const known = held.get(restaurantId)
    // Somebody read the log between the commit and this call.
    if (known && known.epoch === base.epoch && known.floor.version >= floor.version) return known
    const recent = [...base.recent, ...news].slice(-ringLength)
    const snapshot = { floor, epoch: base.epoch, recent }
    held.set(restaurantId, snapshot)
    tell({ kind: 'advanced', restaurantId, snapshot, news, origin })
    return snapshot
  }

  async function catchUp(restaurantId: number): Promise<Snapshot> {
    // What is under way may have read the log before what the caller knows of was in it.
    await loading.get(restaurantId)?.catch(() => undefined)
    const snapshot = await once(restaurantId, () => followLog(restaurantId))
    doubtful.delete(restaurantId)
    return snapshot
  }

  return {
    async read(restaurantId) {
      const snapshot = held.get(restaurantId)
      if (!snapshot) return once(restaurantId, () => load(restaurantId))
      if (!doubtful.has(restaurantId)) return snapshot
      try {
        return await catchUp(restaurantId)
      } catch (error) {
        // Reads go on without PostgreSQL: the floor is a committed one, and the doubt stays for the next read.
        if (error instanceof Problem && error.code === 'unavailable') return snapshot
        throw error
      }
    },
    catchUp,
    advance,
    peek: (restaurantId) => held.get(restaurantId),
    pin: (restaurantId) => held.pin(restaurantId),
    held: () => held.ids(),
    doubt: (restaurantId) => void doubtful.add(restaurantId),
    drop: (restaurantId) => void held.delete(restaurantId),
    listen(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    get size() {
      return held.size
    },
  }
}

/** Whether `news` goes on from `from`; where it does not, the floor is read from its rows again. */
function continues(from: Snapshot, { head, news }: { head: Head | undefined; news: readonly Logged[] }): boolean {
  const { version } = from.floor
  if (!head || head.epoch !== from.epoch || head.version < version) return false
  return news[0] ? news[0].version === version + 1 : head.version === version
}
