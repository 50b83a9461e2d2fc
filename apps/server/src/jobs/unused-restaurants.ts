import type { Logger } from 'pino'
import type { Accounts } from '../accounts/accounts.ts'
import { removeUnusedRestaurant } from '../accounts/remove-restaurant.ts'
import type { Database } from '../db/database.ts'
import { openPeriodicTask } from './periodic-task.ts'

/** Removes restaurants that were registered and never used. */
export interface UnusedRestaurants {
  /** Removes those that are due now, up to a limit; returns how many. */
  remove(): Promise<number>
  close(): Promise<void>
}

const hourMs = 3_600_000
const keepDays = 7
const readAtOnce = 500
// Bounds what one run does to the database. The next one goes on.
const removedAtOnce = 200

/**
 * A restaurant is due a week after its registration, where no change followed and no member has proven an address. Runs once
 * an hour, beginning at a random time within the first, and removes each restaurant in one transaction.
 */
export function openUnusedRestaurants(options: {
  db: Database
  accounts: Pick<Accounts, 'applySessionsEnded'>
  log: Logger
  /** Milliseconds since 1970. */
  now?: () => number
}): UnusedRestaurants {
  const { db, accounts, log, now = Date.now } = options

  async function remove(signal: AbortSignal): Promise<number> {
    const before = new Date(now() - keepDays * 24 * hourMs).toISOString()
    let removed = 0
    for await (const restaurantId of unusedSince(db, before)) {
      if (signal.aborted || removed === removedAtOnce) break
      const members = await removeUnusedRestaurant(db, restaurantId)
      if (!members) continue
      removed += 1
      for (const userId of members) accounts.applySessionsEnded({ userId, restaurantId })
    }
    if (removed > 0) log.info({ removed }, 'removed restaurants that were never used')
    return removed
  }

  const task = openPeriodicTask({
    ...{ run: remove, log },
    firstPauseMs: Math.random() * hourMs,
    pauseMs: () => hourMs,
    failure: 'unused restaurants could not be removed; retrying in an hour',
  })
  return { remove: task.run, close: task.close }
}

async function* unusedSince(db: Database, before: string): AsyncGenerator<number> {
  for (let last = 0; ; ) {
    const found = await db.asSystem((tx) =>
      tx.query<{ id: number }>(
        `select restaurant_id as id from tenants
          where restaurant_id > $1 and created_at <= $2 order by restaurant_id limit $3`,
        [last, before, readAtOnce],
      ),
    )
    const ids = found.map(({ id }) => id)
    if (ids.length === 0) return
    const unused = await db.asReaderOfClocks(ids, (tx) =>
      tx.query<{ id: number }>(
        'select restaurant_id as id from clocks where restaurant_id = any ($1) and version <= 1 order by restaurant_id',
        [ids],
      ),
    )
    for (const { id } of unused) yield id
    last = ids.at(-1) ?? last
  }
}
