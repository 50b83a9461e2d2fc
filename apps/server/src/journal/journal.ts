import type { PastEntity } from '@qtable/domain'
import type { Append, AppendOutcome } from '../db/append.ts'
import type { Database } from '../db/database.ts'
import type { LoggedTransaction } from '../db/logged-transaction.ts'
import type { Receipt } from '../db/receipt.ts'
import type { ActivityFilter } from './activity-filter.ts'
import { renewEpoch } from './epoch.ts'
import { type Head, readHead, readHeads } from './head.ts'
import { loadFloor } from './load-floor.ts'
import { readActivity, readAfter, readReceipts, readTransactionIdAt, readTransactions, versionBefore } from './log.ts'
import type { News } from './news.ts'
import { readPast } from './past.ts'
import type { Snapshot } from './snapshot.ts'

/**
 * The log of every restaurant and the rows it leads to: what the rest of the server knows of the database. An append
 * takes effect only on the version that it was decided on; everything read is committed.
 */
export interface Journal {
  /** Appends for several restaurants at once, each at most once and each on its own; outcomes in the same order. */
  append(members: readonly Append[]): Promise<AppendOutcome[]>
  /** How far the log goes; undefined where there is no such restaurant. */
  head(restaurantId: number): Promise<Head | undefined>
  /** The same for many restaurants in one query; those that do not exist are left out. */
  heads(restaurantIds: readonly number[]): Promise<Map<number, Head>>
  /** The floor from its rows, at one instant; `not_found` where there is no such restaurant. */
  load(restaurantId: number): Promise<Snapshot>
  /** The head, the transaction that made `version`, and those after it, oldest first, at one instant. */
  news(restaurantId: number, version: number, limit: number): Promise<News>
  /** Which transaction made `version`; undefined where the log does not reach back to it. */
  transactionIdAt(restaurantId: number, version: number): Promise<string | undefined>
  /**
   * Begins another epoch, where the restaurant is still of the one given (of any, without one): the database was put
   * back, and what was counted before counts no more. Gives whether it did.
   */
  renewEpoch(restaurantId: number, epoch?: string): Promise<boolean>
  /** Transactions after `version`, oldest first. */
  after(restaurantId: number, version: number, limit: number): Promise<LoggedTransaction[]>
  /** Transactions by their ids. */
  transactions(restaurantId: number, ids: readonly string[]): Promise<LoggedTransaction[]>
  /** What was answered to these ids: receipts, and the transactions that the ids or the receipts name. */
  answers(
    restaurantId: number,
    ids: readonly string[],
  ): Promise<{ receipts: Receipt[]; transactions: LoggedTransaction[] }>
  /** Those of the entities that have left the floor, each with the party or the reservation that it belongs to. */
  past(restaurantId: number, ids: readonly string[]): Promise<PastEntity[]>
  /** The last version committed before `at`. */
  versionBefore(restaurantId: number, at: string): Promise<number>
  /** What was done, newest first. */
  activity(restaurantId: number, filter: ActivityFilter): Promise<LoggedTransaction[]>
}

/** The journal in PostgreSQL. */
export function openJournal({ db }: { db: Database }): Journal {
  const snapshot = { snapshot: true }
  return {
    append: (members) => db.append(members),
    head: (restaurantId) => db.asRestaurant(restaurantId, readHead),
    heads: (restaurantIds) => db.asReaderOfClocks(restaurantIds, (tx) => readHeads(tx, restaurantIds)),
    load: (restaurantId) => db.asRestaurant(restaurantId, (tx) => loadFloor(tx, restaurantId), snapshot),
    news: (restaurantId, version, limit) =>
      db.asRestaurant(
        restaurantId,
        async (tx) => {
          const [head, transactionId, transactions] = await Promise.all([
            readHead(tx),
            readTransactionIdAt(tx, version),
            readAfter(tx, version, limit),
          ])
          return { head, transactionId, transactions }
        },
        snapshot,
      ),
    transactionIdAt: (restaurantId, version) => db.asRestaurant(restaurantId, (tx) => readTransactionIdAt(tx, version)),
    renewEpoch: (restaurantId, epoch) => db.asRestaurant(restaurantId, (tx) => renewEpoch(tx, epoch)),
    after: (restaurantId, version, limit) => db.asRestaurant(restaurantId, (tx) => readAfter(tx, version, limit)),
    transactions: (restaurantId, ids) => db.asRestaurant(restaurantId, (tx) => readTransactions(tx, ids)),
    answers: (restaurantId, ids) =>
      db.asRestaurant(restaurantId, async (tx) => {
        const receipts = await readReceipts(tx, ids)
        const named = receipts.flatMap(({ transactionId }) => transactionId ?? [])
        return { receipts, transactions: await readTransactions(tx, [...ids, ...named]) }
      }),
    past: (restaurantId, ids) => db.asRestaurant(restaurantId, (tx) => readPast(tx, ids)),
    versionBefore: (restaurantId, at) => db.asRestaurant(restaurantId, (tx) => versionBefore(tx, at)),
    activity: (restaurantId, filter) => db.asRestaurant(restaurantId, (tx) => readActivity(tx, filter)),
  }
}
