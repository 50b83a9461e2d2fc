import { Problem } from '@qtable/domain'
import type { Logger } from 'pino'
import { removeExpiredTokens } from '../accounts/refresh-tokens.ts'
import type { Database, Tx } from '../db/database.ts'
import { raiseLogFloor, removeLogged, removeReceipts, takePruning } from '../journal/retention.ts'

/** Removes what nobody can ask for any more: old transactions of the log, receipts, tokens of sessions long over. */
export interface Pruning {
  /** Prunes every restaurant now; gives how many rows went. */
  prune(): Promise<number>
  close(): Promise<void>
}

const hourMs = 3_600_000
const dayMs = 24 * hourMs
const restaurantsAtOnce = 500
// Rows of one transaction: few enough that no change waits for them.
const rowsAtOnce = 1000
// One restaurant that cannot be pruned keeps no other from it; where none can, there is no sense in going on.
const failuresAtMost = 3

export interface PruneOptions {
  db: Database
  log: Logger
  /** The clock in epoch milliseconds. */
  now?: () => number
  /** The log keeps both: transactions this young, and this many versions. 7 days, 10,000 versions. */
  keepDays?: number
  keepVersions?: number
  /** For how long a repeat of a change is known; 30 days. */
  answerDays?: number
}

/**
 * Prunes once an hour, from some time within the first hour on, so that nodes that start together do not prune together.
 * Where they do, each restaurant is pruned by one of them. Every step is a transaction of its own that leaves all as it
 * should be, so it may be ended anywhere.
 */
export function openPruning(options: PruneOptions): Pruning {
  const { db, log, now = Date.now, keepDays = 7, keepVersions = 10_000, answerDays = 30 } = options
  let running: Promise<number> | undefined
  let isClosed = false

  async function pruneAll(): Promise<number> {
    let removed = 0
    let failures = 0
    for (let last = 0; !isClosed; ) {
      const tenants = await db.asSystem((tx) =>
        tx.query<{ id: number }>(
          'select restaurant_id as id from tenants where restaurant_id > $1 order by restaurant_id limit $2',
          [last, restaurantsAtOnce],
        ),
      )
      for (const { id } of tenants) {
        try {
          removed += await pruneRestaurant(id)
          failures = 0
        } catch (error) {
          failures += 1
          if (failures === failuresAtMost) throw error
          log.warn({ err: error, restaurantId: id }, 'a restaurant could not be pruned; it is tried again in an hour')
        }
      }
      last = tenants.at(-1)?.id ?? last
      if (tenants.length < restaurantsAtOnce) break
    }
    return removed
  }

  async function pruneRestaurant(restaurantId: number): Promise<number> {
    const daysAgo = (days: number) => new Date(now() - days * dayMs).toISOString()
    // Raised and committed before the first row goes: a cursor below it is refused from then on.
    const floor = await db.asRestaurant(restaurantId, async (tx) =>
      (await takePruning(tx)) ? raiseLogFloor(tx, { keepSince: daysAgo(keepDays), keepVersions }) : undefined,
    )
    if (floor === undefined) return 0
    const answersSince = daysAgo(answerDays)
    const limit = rowsAtOnce
    return (
      (await inPieces(restaurantId, (tx) => removeLogged(tx, { floor, limit, answersSince }))) +
      (await inPieces(restaurantId, (tx) => removeReceipts(tx, { before: answersSince, limit }))) +
      (await inPieces(restaurantId, (tx) => removeExpiredTokens(tx, { before: daysAgo(0), limit })))
    )
  }

  async function inPieces(restaurantId: number, piece: (tx: Tx) => Promise<number>): Promise<number> {
    let removed = 0
    while (!isClosed) {
      const count = await db.asRestaurant(restaurantId, async (tx) => ((await takePruning(tx)) ? piece(tx) : 0))
      removed += count
      if (count < rowsAtOnce) break
    }
    return removed
  }

  function prune(): Promise<number> {
    running ??= pruneAll().finally(() => {
      running = undefined
    })
    return running
  }

  async function tick(): Promise<void> {
    try {
      const removed = await prune()
      if (removed > 0) log.info({ removed }, 'removed what was too old')
    } catch (error) {
      const isExpected = error instanceof Problem && error.code === 'unavailable'
      log[isExpected ? 'warn' : 'error'](
        { err: error },
        'could not remove what is too old; it is tried again in an hour',
      )
    }
    schedule(hourMs)
  }

  let timer: NodeJS.Timeout | undefined
  function schedule(inMs: number): void {
    if (isClosed) return
    timer = setTimeout(() => void tick(), inMs)
    timer.unref()
  }

  schedule(Math.random() * hourMs)
  return {
    prune,
    async close() {
      isClosed = true
      clearTimeout(timer)
      await running?.catch(() => undefined)
    },
  }
}
