import { applyTransactions, type Floor, Problem } from '@qtable/domain'
import type { LoggedTransaction } from '../db/logged-transaction.ts'
import { continues, isWithin, wentBack } from './continuity.ts'
import { openFloorCache } from './floor-cache.ts'
import { openHeads } from './heads.ts'
import type { Journal } from './journal.ts'
import { recentTransactions } from './recent-transactions.ts'
import type { Snapshot } from './snapshot.ts'

/** A change of a floor in memory. */
export type FloorEvent =
  /** It advanced by committed transactions, in order and without a gap: of this node, or read from the log. */
  | {
      kind: 'advanced'
      restaurantId: number
      snapshot: Snapshot
      transactions: readonly LoggedTransaction[]
      origin: 'commit' | 'log'
    }
  /** It was loaded from its rows again, because the log does not lead from `before` to it: a new epoch, or too far. */
  | { kind: 'reloaded'; restaurantId: number; snapshot: Snapshot; before: Snapshot }

export type FloorListener = (event: FloorEvent) => void

/**
 * The floors that this node keeps in memory. A floor here is a cache of the log: it is never ahead of it, and the append of
 * a change that was decided on a stale floor is refused. Unused floors are evicted, the least recently used first, and
 * loaded again on demand.
 */
export interface Floors {
  /**
   * The floor with every transaction committed before this call, on any node. Where the database does not answer, the floor
   * as this node knows it.
   */
  read(restaurantId: number): Promise<Snapshot>
  /** The result of `read` where it needs no query; otherwise undefined. */
  readCached(restaurantId: number): Snapshot | undefined
  /**
   * The floor as this node knows it, to decide on. Loaded where it is not in memory; caught up where the outcome of the last
   * append is unknown.
   */
  load(restaurantId: number): Promise<Snapshot>
  /** The floor in memory, however stale. Does not count as a use. */
  cached(restaurantId: number): Snapshot | undefined
  /** Reads the transactions of other nodes from the log: at least those committed before this call. */
  catchUp(restaurantId: number): Promise<Snapshot>
  /**
   * Applies transactions committed on top of `base`, by this node or (`log`) by another; returns the latest snapshot.
   */
  advance(base: Snapshot, transactions: readonly LoggedTransaction[], floor: Floor, origin?: 'commit' | 'log'): Snapshot
  /** The outcome of an append is unknown: the next read catches up first. */
  markUncertain(restaurantId: number): void
  /** Begins a new epoch where the current one is `epoch`: the database was restored from a backup since it began. */
  renew(restaurantId: number, epoch: string): Promise<Snapshot>
  /** Drops a floor from memory unless it is pinned. */
  drop(restaurantId: number): void
  /** Drops the unpinned floors that were not used for half an hour. */
  dropIdle(): void
  /** Keeps the floor in memory until the returned function is called. */
  pin(restaurantId: number): () => void
  /** The restaurants whose floors are in memory. */
  cachedIds(): number[]
  /** Calls the listener until the returned function is called. */
  listen(listener: FloorListener): () => void
  readonly size: number
  /** How often a floor was loaded from its rows. */
  readonly loads: number
}

// A table or a party takes 0.6 KB.
const defaultCapacity = 600_000
const idleMs = 30 * 60_000
const catchUpAtOnce = 500

// A read waits so long for the database. After a timeout, reads do not ask it for as long.
const timeoutMs = 1000

export interface FloorsOptions {
  journal: Journal
  /** The most entities and transactions in memory, without those of pinned floors; 600,000. */
  capacity?: number
  /** Whether other nodes write too. Reads then ask the database whether this node is behind. */
  isShared?: boolean
  /** Milliseconds of a monotonic clock. */
  now?: () => number
}

// biome-ignore lint/complexity/noExcessiveLinesPerFunction: every read and write shares one cache, its uncertain floors and its listeners
export function openFloors(options: FloorsOptions): Floors {
  const { journal, capacity = defaultCapacity, isShared = false, now = () => performance.now() } = options
  const heads = openHeads({ journal, timeoutMs })
  let askAgainAt = 0
  let loads = 0
  const cache = openFloorCache({ capacity, now })
  const reading = new Map<number, Promise<Snapshot>>()
  const uncertain = new Set<number>()
  const listeners = new Set<FloorListener>()

  // One read of a restaurant at a time, shared by concurrent callers.
  function readOnce(restaurantId: number, work: () => Promise<Snapshot>): Promise<Snapshot> {
    const inFlight = reading.get(restaurantId)
    if (inFlight) return inFlight
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
      // A database restored to an earlier backup may not have the restaurant.
      if (error instanceof Problem && error.code === 'not_found') cache.delete(restaurantId)
      throw error
    }
  }

  async function readLog(restaurantId: number): Promise<Snapshot> {
    for (;;) {
      const from = cache.peek(restaurantId)
      if (!from) return readRows(restaurantId)
      const tail = await journal.readTail(restaurantId, from.floor.version, catchUpAtOnce)
      const { transactions } = tail
      const latest = cache.peek(restaurantId)
      // An append of this node was committed while the log was read.
      if (latest && latest.floor.version > from.floor.version) continue
      // Compare and set: one of several nodes begins the new epoch.
      if (wentBack(from, tail)) await journal.renewEpoch(restaurantId, from.epoch)
      if (!continues(from, tail)) return readRows(restaurantId)
      if (transactions.length === 0) return from
      advance(from, transactions, applyTransactions(from.floor, transactions), 'log')
      const last = transactions.at(-1)?.version ?? 0
      if (last >= (tail.head?.version ?? 0)) return cache.peek(restaurantId) ?? readRows(restaurantId)
    }
  }

  function emit(event: FloorEvent): void {
    for (const listener of listeners) listener(event)
  }

  function advance(
    base: Snapshot,
    transactions: readonly LoggedTransaction[],
    floor: Floor,
    origin: 'commit' | 'log' = 'commit',
  ): Snapshot {
    const restaurantId = floor.restaurant.id
    const latest = cache.peek(restaurantId)
    // The log, or the rows of a later epoch, were read between the commit and this call.
    if (latest && (latest.epoch !== base.epoch || latest.floor.version >= floor.version)) return latest
    const recent = recentTransactions(base.recent, transactions, cache.size)
    const snapshot = { floor, epoch: base.epoch, recent }
    cache.set(restaurantId, snapshot)
    emit({ kind: 'advanced', restaurantId, snapshot, transactions, origin })
    return snapshot
  }

  async function catchUp(restaurantId: number): Promise<Snapshot> {
    // A read in flight may have begun before the commit that the caller knows of.
    await reading.get(restaurantId)?.catch(() => undefined)
    const snapshot = await readOnce(restaurantId, () => readLog(restaurantId))
    uncertain.delete(restaurantId)
    return snapshot
  }

  async function load(restaurantId: number): Promise<Snapshot> {
    const snapshot = cache.get(restaurantId)
    if (!snapshot) return readOnce(restaurantId, () => readRows(restaurantId))
    if (!uncertain.has(restaurantId)) return snapshot
    // Without PostgreSQL it stays uncertain until the next read.
    return (await unlessUnavailable(catchUp(restaurantId))) ?? snapshot
  }

  // Reads go on without PostgreSQL: no node can commit while it is away.
  async function confirm(restaurantId: number, before: Snapshot): Promise<Snapshot> {
    if (now() < askAgainAt) return before
    const answer = await unlessUnavailable(heads.of(restaurantId).then((head) => ({ head })))
    const latest = cache.peek(restaurantId) ?? before
    if (answer?.head && isWithin(answer.head, { before, latest })) return latest
    const caughtUp = answer && (await unlessUnavailable(catchUp(restaurantId)))
    if (!caughtUp) askAgainAt = now() + timeoutMs
    return caughtUp ?? latest
  }

  return {
    async read(restaurantId) {
      const snapshot = await load(restaurantId)
      return isShared ? confirm(restaurantId, snapshot) : snapshot
    },
    readCached: (restaurantId) => (isShared || uncertain.has(restaurantId) ? undefined : cache.get(restaurantId)),
    load,
    cached: (restaurantId) => cache.peek(restaurantId),
    catchUp,
    async renew(restaurantId, epoch) {
      await journal.renewEpoch(restaurantId, epoch)
      return catchUp(restaurantId)
    },
    advance,
    pin: (restaurantId) => cache.pin(restaurantId),
    cachedIds: () => cache.ids(),
    markUncertain: (restaurantId) => void uncertain.add(restaurantId),
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
