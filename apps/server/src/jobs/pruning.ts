import type { Logger } from 'pino'
import { removeOldAccountChanges } from '../accounts/account-changes.ts'
import { removeExpiredLinks, removeOperatorsLinks } from '../accounts/account-links.ts'
import { removeExpiredInvitations } from '../accounts/invitations.ts'
import { removeExpiredTokens } from '../accounts/refresh-tokens.ts'
import type { Database, Tx } from '../db/database.ts'
import { raiseLogFloor, removeLogged, removeReceipts, takePruning } from '../journal/retention.ts'
import { openPeriodicTask } from './periodic-task.ts'

/** Removes old rows: transactions of the log, receipts, tokens of ended sessions, links that have expired, and old account changes. */
export interface Pruning {
  /** Prunes every restaurant now; returns the number of rows removed. */
  prune(): Promise<number>
  close(): Promise<void>
}

const hourMs = 3_600_000
const dayMs = 24 * hourMs
const restaurantsAtOnce = 500
// Rows per transaction: few enough that no change waits for them.
const rowsAtOnce = 1000
// One restaurant that cannot be pruned must not stop the others. Several in a row have a common cause.
const maxFailuresInARow = 3
// The log keeps both: transactions younger than this, and this many versions.
const keepDays = 7
const defaultKeepVersions = 10_000
/** How long a repeat of a change gets its first answer. */
const receiptDays = 30
/** How long an invitation whose link has expired can still be given a new one. */
const invitationDays = 30

export interface PruneOptions {
  db: Database
  log: Logger
  /** The clock in epoch milliseconds. */
  now?: () => number
  keepVersions?: number
}

/**
 * Prunes once an hour, starting at a random time within the first hour, because nodes that start together should not
 * prune together. If they do, each restaurant is pruned by one of them. Every step is one transaction that leaves a
 * consistent state, so pruning may stop after any of them.
 */
export function openPruning(options: PruneOptions): Pruning {
  const { db, log, now = Date.now, keepVersions = defaultKeepVersions } = options

  async function prune(signal: AbortSignal): Promise<number> {
    let removed = 0
    for (const remove of [removeOldAccountChanges, removeOperatorsLinks]) removed += await removeOfNone(remove, signal)
    let failures = 0
    for await (const restaurantId of allRestaurants(db)) {
      if (signal.aborted) break
      try {
        removed += await pruneRestaurant(restaurantId, signal)
        failures = 0
      } catch (error) {
        failures += 1
        if (failures === maxFailuresInARow) throw error
        log.warn({ err: error, restaurantId }, 'a restaurant could not be pruned; retrying in an hour')
      }
    }
    if (removed > 0) log.info({ removed }, 'pruned old rows')
    return removed
  }

  /** Removes what belongs to no restaurant. */
  async function removeOfNone(
    remove: (tx: Tx, limit: number) => Promise<number>,
    signal: AbortSignal,
  ): Promise<number> {
    let removed = 0
    while (!signal.aborted) {
      const count = await db.asSystem((tx) => remove(tx, rowsAtOnce))
      removed += count
      if (count < rowsAtOnce) break
    }
    return removed
  }

  async function pruneRestaurant(restaurantId: number, signal: AbortSignal): Promise<number> {
    const daysAgo = (days: number) => new Date(now() - days * dayMs).toISOString()
    // Committed before the first row is removed: from then on an older cursor is refused.
    const floor = await db.asRestaurant(
      restaurantId,
      async (tx) =>
        (await takePruning(tx)) ? raiseLogFloor(tx, { keepSince: daysAgo(keepDays), keepVersions }) : undefined,
      { kind: 'job' },
    )
    if (floor === undefined) return 0
    const answersSince = daysAgo(receiptDays)
    const limit = rowsAtOnce
    const removals: ((tx: Tx) => Promise<number>)[] = [
      (tx) => removeLogged(tx, { floor, limit, answersSince }),
      (tx) => removeReceipts(tx, { before: answersSince, limit }),
      (tx) => removeExpiredTokens(tx, { before: daysAgo(0), limit }),
      (tx) => removeExpiredLinks(tx, { before: daysAgo(0), limit }),
      (tx) => removeExpiredInvitations(tx, { before: daysAgo(invitationDays), limit }),
    ]
    let removed = 0
    for (const remove of removals) removed += await removeAll(restaurantId, remove, signal)
    return removed
  }

  /** Repeats `remove`, each time in its own transaction, until fewer rows than the limit are left. */
  async function removeAll(
    restaurantId: number,
    remove: (tx: Tx) => Promise<number>,
    signal: AbortSignal,
  ): Promise<number> {
    let removed = 0
    while (!signal.aborted) {
      const count = await db.asRestaurant(restaurantId, async (tx) => ((await takePruning(tx)) ? remove(tx) : 0), {
        kind: 'job',
      })
      removed += count
      if (count < rowsAtOnce) break
    }
    return removed
  }

  const task = openPeriodicTask({
    ...{ run: prune, log },
    firstPauseMs: Math.random() * hourMs,
    pauseMs: () => hourMs,
    failure: 'old rows could not be pruned; retrying in an hour',
  })
  return { prune: task.run, close: task.close }
}

async function* allRestaurants(db: Database): AsyncGenerator<number> {
  for (let last = 0; ; ) {
    const rows = await db.asSystem((tx) =>
      tx.query<{ id: number }>(
        'select restaurant_id as id from tenants where restaurant_id > $1 order by restaurant_id limit $2',
        [last, restaurantsAtOnce],
      ),
    )
    for (const { id } of rows) yield id
    if (rows.length < restaurantsAtOnce) return
    last = rows.at(-1)?.id ?? last
  }
}
