import { applyTransactions, type Floor, Problem } from '@qtable/domain'
import type { LoggedTransaction } from '../db/logged-transaction.ts'
import { continues, isWithin, wentBack } from './continuity.ts'
import { openFloorCache } from './floor-cache.ts'
import { openHeads } from './heads.ts'
import type { Journal } from './journal.ts'
import { recentTransactions } from './recent-transactions.ts'
import type { Snapshot } from './snapshot.ts'

/** What happened to a floor in memory. */
export type FloorEvent =
  /** Versions that are committed, in order and without a gap to those before: by this node, or read from the log. */
  | {
      kind: 'advanced'
      restaurantId: number
      snapshot: Snapshot
      news: readonly LoggedTransaction[]
      origin: 'commit' | 'log'
    }
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
   * The floor as clients may see it: with everything that was committed before this call, on whichever node. Where the
   * database does not answer, the floor as far as this node knows.
   */
  read(restaurantId: number): Promise<Snapshot>
  /** What `read` gives, where that needs no query; undefined where it does. */
  readCached(restaurantId: number): Snapshot | undefined
  /**
   * The floor as far as this node knows, to decide on; loaded where it is not in memory, caught up where the outcome of
   * the last append is unknown.
   */
  load(restaurantId: number): Promise<Snapshot>
  /** What this node has in memory, however old. Does not count as a use. */
  cached(restaurantId: number): Snapshot | undefined
  /** Reads from the log what other nodes have committed: at least everything before this call. */
  catchUp(restaurantId: number): Promise<Snapshot>
  /**
   * Takes in transactions that are committed on top of `base`, by this node or (`log`) by another; gives what is known
   * after them.
   */
  advance(base: Snapshot, news: readonly LoggedTransaction[], floor: Floor, origin?: 'commit' | 'log'): Snapshot
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
  /** The restaurants whose floors are in memory. */
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

// biome-ignore lint/complexity/noExcessiveLinesPerFunction: every read and write goes through one cache, its doubts and its listeners
export function openFloors(options: FloorsOptions): Floors {
  const { journal, room = roomInAll, isShared = false, now = () => performance.now() } = options
  const heads = openHeads({ journal, patienceMs })
  let askAgainAt = 0
  let loads = 0
  const cache = openFloorCache({ room, now })
  const reading = new Map<number, Promise<Snapshot>>()
  const doubtful = new Set<number>()
  const listeners = new Set<FloorListener>()

  // One read of a restaurant at a time, shared by everybody who waits for it.
  function readOnce(restaurantId: number, work: () => Promise<Snapshot>): Promise<Snapshot> {
    const underWay = reading.get(restaurantId)
    if (underWay) return underWay
    const started = work().finally(() => reading.delete(restaurantId))
    reading.set(restaurantId, started)
    return started
  }

  async function readRows(restaurantId: number): Promise<Snapshot> {
    const snapshot = await readRowsOrForget(restaurantId)
    const before = cache.peek(restaurantId)
    cache.set(restaurantId, snapshot)
    if (before) emit({ kind: 'reloaded', restaurantId, snapshot, before })
    return snapshot
  }

  async function readRowsOrForget(restaurantId: number): Promise<Snapshot> {
    loads += 1
    try {
      return await journal.load(restaurantId)
    } catch (error) {
      // Put back to before it was made, a database does not have the restaurant at all.
      if (error instanceof Problem && error.code === 'not_found') cache.delete(restaurantId)
      throw error
    }
  }

  async function readLog(restaurantId: number): Promise<Snapshot> {
    for (;;) {
      const from = cache.peek(restaurantId)
      if (!from) return readRows(restaurantId)
      const news = await journal.news(restaurantId, from.floor.version, catchUpAtOnce)
      const { transactions } = news
      const latest = cache.peek(restaurantId)
      // An append of this node went through while the log was read.
      if (latest && latest.floor.version > from.floor.version) continue
      // Compared and set: of several nodes that see it, one begins the new epoch, and the others find it begun.
      if (wentBack(from, news)) await journal.renewEpoch(restaurantId, from.epoch)
      if (!continues(from, news)) return readRows(restaurantId)
      if (transactions.length === 0) return from
      advance(from, transactions, applyTransactions(from.floor, transactions), 'log')
      if (transactions.length < catchUpAtOnce) return cache.peek(restaurantId) ?? readRows(restaurantId)
    }
  }

  function emit(event: FloorEvent): void {
    for (const listener of listeners) listener(event)
  }

  function advance(
    base: Snapshot,
    news: readonly LoggedTransaction[],
    floor: Floor,
    origin: 'commit' | 'log' = 'commit',
  ): Snapshot {
    const restaurantId = floor.restaurant.id
    const latest = cache.peek(restaurantId)
    // Somebody read the log between the commit and this call, or the rows of the epoch that followed.
    if (latest && (latest.epoch !== base.epoch || latest.floor.version >= floor.version)) return latest
    const recent = recentTransactions(base.recent, news, cache.size)
    const snapshot = { floor, epoch: base.epoch, recent }
    cache.set(restaurantId, snapshot)
    emit({ kind: 'advanced', restaurantId, snapshot, news, origin })
    return snapshot
  }

  async function catchUp(restaurantId: number): Promise<Snapshot> {
    // A read that is under way may have begun before what the caller knows of was committed.
    await reading.get(restaurantId)?.catch(() => undefined)
    const snapshot = await readOnce(restaurantId, () => readLog(restaurantId))
    doubtful.delete(restaurantId)
    return snapshot
  }

  async function load(restaurantId: number): Promise<Snapshot> {
    const snapshot = cache.get(restaurantId)
    if (!snapshot) return readOnce(restaurantId, () => readRows(restaurantId))
    if (!doubtful.has(restaurantId)) return snapshot
    // Without PostgreSQL the doubt stays for the next time.
    return (await unlessUnavailable(catchUp(restaurantId))) ?? snapshot
  }

  // Reads go on without PostgreSQL, and nobody can commit while it is away.
  async function confirm(restaurantId: number, before: Snapshot): Promise<Snapshot> {
    if (now() < askAgainAt) return before
    const answer = await unlessUnavailable(heads.of(restaurantId).then((head) => ({ head })))
    const latest = cache.peek(restaurantId) ?? before
    if (answer?.head && isWithin(answer.head, { before, latest })) return latest
    const caughtUp = answer && (await unlessUnavailable(catchUp(restaurantId)))
    if (!caughtUp) askAgainAt = now() + patienceMs
    return caughtUp ?? latest
  }

  return {
    async read(restaurantId) {
      const snapshot = await load(restaurantId)
      return isShared ? confirm(restaurantId, snapshot) : snapshot
    },
    readCached: (restaurantId) => (isShared || doubtful.has(restaurantId) ? undefined : cache.get(restaurantId)),
    load,
    cached: (restaurantId) => cache.peek(restaurantId),
    catchUp,
    async renew(restaurantId, epoch) {
      await journal.renewEpoch(restaurantId, epoch)
      return catchUp(restaurantId)
    },
    advance,
    pin: (restaurantId) => cache.pin(restaurantId),
    held: () => cache.ids(),
    doubt: (restaurantId) => void doubtful.add(restaurantId),
    drop(restaurantId) {
      if (!cache.isPinned(restaurantId)) cache.delete(restaurantId)
    },
    dropIdle: () => cache.dropUnusedSince(now() - idleMs),
    listen(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    get size() {
      return cache.size
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
