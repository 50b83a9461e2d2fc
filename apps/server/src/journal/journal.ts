import type { Append, AppendOutcome } from '../db/append.ts'
import type { Database } from '../db/database.ts'
import type { Snapshot } from './floors.ts'
import { type Head, loadFloor, readHead } from './load-floor.ts'
import {
  type ActivityFilter,
  type Logged,
  type Receipt,
  readActivity,
  readAfter,
  readReceipts,
  readTransactions,
  versionBefore,
} from './log.ts'

/**
 * The log of every restaurant and the rows it leads to: what the rest of the server knows of the database. An append
 * takes effect only on the version that it was decided on; everything read is committed.
 */
export interface Journal {
  /** Appends for several restaurants at once, each at most once and each on its own; outcomes in the same order. */
  append(members: readonly Append[]): Promise<AppendOutcome[]>
  /** How far the log goes; undefined where there is no such restaurant. */
  head(restaurantId: number): Promise<Head | undefined>
  /** The floor from its rows, at one instant; `not_found` where there is no such restaurant. */
  load(restaurantId: number): Promise<Snapshot>
  /** The head and the transactions after `version`, oldest first, at one instant. */
  news(restaurantId: number, version: number, limit: number): Promise<{ head: Head | undefined; news: Logged[] }>
  /** Transactions after `version`, oldest first. */
  after(restaurantId: number, version: number, limit: number): Promise<Logged[]>
  /** Transactions by their ids. */
  transactions(restaurantId: number, ids: readonly string[]): Promise<Logged[]>
  /** What was answered to these ids: receipts, and the transactions that the ids or the receipts name. */
  answers(restaurantId: number, ids: readonly string[]): Promise<{ receipts: Receipt[]; transactions: Logged[] }>
  /** The last version committed before `at`. */
  versionBefore(restaurantId: number, at: string): Promise<number>
  /** What was done, newest first. */
  activity(restaurantId: number, filter: ActivityFilter): Promise<Logged[]>
}

/** The journal in PostgreSQL. */
export function openJournal({ db }: { db: Database }): Journal {
  const snapshot = { snapshot: true }
  return {
    append: (members) => db.append(members),
    head: (restaurantId) => db.asRestaurant(restaurantId, readHead),
    load: (restaurantId) => db.asRestaurant(restaurantId, (tx) => loadFloor(tx, restaurantId), snapshot),
    news: (restaurantId, version, limit) =>
      db.asRestaurant(
        restaurantId,
        async (tx) => {
          const [head, news] = await Promise.all([readHead(tx), readAfter(tx, version, limit)])
          return { head, news }
        },
        snapshot,
      ),
    after: (restaurantId, version, limit) => db.asRestaurant(restaurantId, (tx) => readAfter(tx, version, limit)),
    transactions: (restaurantId, ids) => db.asRestaurant(restaurantId, (tx) => readTransactions(tx, ids)),
    answers: (restaurantId, ids) =>
      db.asRestaurant(restaurantId, async (tx) => {
        const receipts = await readReceipts(tx, ids)
        const named = receipts.flatMap(({ transactionId }) => transactionId ?? [])
        return { receipts, transactions: await readTransactions(tx, [...ids, ...named]) }
      }),
    versionBefore: (restaurantId, at) => db.asRestaurant(restaurantId, (tx) => versionBefore(tx, at)),
    activity: (restaurantId, filter) => db.asRestaurant(restaurantId, (tx) => readActivity(tx, filter)),
  }
}
