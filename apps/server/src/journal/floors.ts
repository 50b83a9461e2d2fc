import { applyTransactions, type Floor, Problem } from '@qtable/domain'
import { continues, isWithin, wentBack } from './continuity.ts'
import { openHeads } from './heads.ts'
import type { Journal } from './journal.ts'
import type { Logged } from './log.ts'
import { recentAfter } from './ring.ts'
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
 * decided on one that is behind is refused by the append. Where they take too much room the least recently used are
 * dropped, and in time all that nobody uses; they are loaded again when asked for.
 */
export interface Floors {
  /**
   * The floor as clients may see it: with everything in it that was committed before this call, on whichever node. Where
   * the database does not answer, the floor as far as this node knows.
   */
  read(restaurantId: number): Promise<Snapshot>
  /**
   * The floor as far as this node knows, to decide on; loaded where it is not held, caught up where the last append left
   * a doubt.
   */
  known(restaurantId: number): Promise<Snapshot>
  /** Reads from the log what other nodes have committed: at least all that was before this call. */
  catchUp(restaurantId: number): Promise<Snapshot>
  /** What `read` gives, where it has to ask nobody; undefined where it has to. */
  atHand(restaurantId: number): Snapshot | undefined
  /** What this node holds just now, without asking anybody. */
  peek(restaurantId: number): Snapshot | undefined
  /**
   * Takes in transactions that are committed on top of `base`, by this node or (`log`) by another; gives what is known
   * after them.
   */
  advance(base: Snapshot, news: readonly Logged[], floor: Floor, origin?: 'commit' | 'log'): Snapshot
  /** The outcome of an append is unknown: the next read asks the log first. */
  doubt(restaurantId: number): void
  /** Something proves that the database was put back since `epoch` began: begins another one, unless that is done. */
  renew(restaurantId: number, epoch: string): Promise<Snapshot>
  /** Forgets a floor, unless somebody follows it: it is read from its rows when it is asked for again. */
  drop(restaurantId: number): void
  /** Forgets the floors that nobody has used or followed for half an hour. */
  dropIdle(): void
  /** Keeps the floor in memory, as long as somebody follows it, until the function that it returns is called. */
  pin(restaurantId: number): () => void
  /** The restaurants whose floors are held. */
  held(): number[]
  /** Calls the listener until the function that it returns is called. */
  listen(listener: FloorListener): () => void
  readonly size: number
  /** How often a floor was read from its rows. */
  readonly loads: number
}

// A table or a party of a floor weighs 0.6 KB.
const roomInAll = 600_000
const idleMs = 30 * 60_000
const catchUpAtOnce = 500

// A read waits for the database no longer than this, and after such a wait reads do not ask for as long.
const patienceMs = 1000

export interface FloorsOptions {
  journal: Journal
  /** How many entities and transactions are held, beside those of floors that somebody follows; 600,000. */
  room?: number
  /** Whether other nodes write too: reads then ask the database first whether this node is behind. */
  isShared?: boolean
  /** Milliseconds of a clock that nobody sets: one that went back would keep reads from asking. */
  now?: () => number
}

export function openFloors(options: FloorsOptions): Floors {
  const { journal, room = roomInAll, isShared = false, now = () => performance.now() } = options
  const heads = openHeads({ journal, patienceMs })
  let askAgainAt = 0
  let loads = 0
  const held = openShelf({ room, now })
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
    const snapshot = await loadOrForget(restaurantId)
    const before = held.peek(restaurantId)
    held.set(restaurantId, snapshot)
    if (before) tell({ kind: 'reloaded', restaurantId, snapshot, before })
    return snapshot
  }

  async function loadOrForget(restaurantId: number): Promise<Snapshot> {
    loads += 1
    try {
      return await journal.load(restaurantId)
    } catch (error) {
      // Put back to before it was made, a database does not have the restaurant at all.
      if (error instanceof Problem && error.code === 'not_found') held.delete(restaurantId)
      throw error
    }
  }

  async function followLog(restaurantId: number): Promise<Snapshot> {
    for (;;) {
      const from = held.peek(restaurantId)
      if (!from) return load(restaurantId)
      const read = await journal.news(restaurantId, from.floor.version, catchUpAtOnce)
      const { news } = read
      const latest = held.peek(restaurantId)
      // An append of this node went through while the log was read.
      if (latest && latest.floor.version > from.floor.version) continue
      // Compared and set: of several nodes that see it, one begins the new epoch, and the others find it begun.
      if (wentBack(from, read)) await journal.renewEpoch(restaurantId, from.epoch)
      if (!continues(from, read)) return load(restaurantId)
      if (news.length === 0) return from
      advance(from, news, applyTransactions(from.floor, news), 'log')
      if (news.length < catchUpAtOnce) return held.peek(restaurantId) ?? load(restaurantId)
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
    const known = held.peek(restaurantId)
    // Somebody read the log between the commit and this call, or the rows of the epoch that followed.
    if (known && (known.epoch !== base.epoch || known.floor.version >= floor.version)) return known
    const recent = recentAfter(base.recent, news, held.size)
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

  async function known(restaurantId: number): Promise<Snapshot> {
    const snapshot = held.use(restaurantId)
    if (!snapshot) return once(restaurantId, () => load(restaurantId))
    if (!doubtful.has(restaurantId)) return snapshot
    // Without PostgreSQL the doubt stays for the next time.
    return (await unlessUnavailable(catchUp(restaurantId))) ?? snapshot
  }

  // Reads go on without PostgreSQL, and nobody can commit while it is away.
  async function confirmed(restaurantId: number, before: Snapshot): Promise<Snapshot> {
    if (now() < askAgainAt) return before
    const asked = await unlessUnavailable(heads.of(restaurantId).then((head) => ({ head })))
    const latest = held.peek(restaurantId) ?? before
    if (asked?.head && isWithin(asked.head, { before, latest })) return latest
    const caughtUp = asked && (await unlessUnavailable(catchUp(restaurantId)))
    if (!caughtUp) askAgainAt = now() + patienceMs
    return caughtUp ?? latest
  }

  return {
    async read(restaurantId) {
      const snapshot = await known(restaurantId)
      return isShared ? confirmed(restaurantId, snapshot) : snapshot
    },
    atHand: (restaurantId) => (isShared || doubtful.has(restaurantId) ? undefined : held.use(restaurantId)),
    known,
    catchUp,
    async renew(restaurantId, epoch) {
      await journal.renewEpoch(restaurantId, epoch)
      return catchUp(restaurantId)
    },
    advance,
    peek: (restaurantId) => held.peek(restaurantId),
    pin: (restaurantId) => held.pin(restaurantId),
    held: () => held.ids(),
    doubt: (restaurantId) => void doubtful.add(restaurantId),
    drop(restaurantId) {
      if (!held.isPinned(restaurantId)) held.delete(restaurantId)
    },
    dropIdle: () => held.dropUnusedSince(now() - idleMs),
    listen(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    get size() {
      return held.size
    },
    get loads() {
      return loads
    },
  }
}

async function unlessUnavailable<T>(promise: Promise<T>): Promise<T | undefined> {
  try {
    return await promise
  } catch (error) {
    if (error instanceof Problem && error.code === 'unavailable') return undefined
    throw error
  }
}
