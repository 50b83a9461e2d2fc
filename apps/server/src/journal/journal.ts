import type { PastEntity } from '@qtable/domain'
import type { Append, AppendOutcome } from '../db/append.ts'
import type { Database } from '../db/database.ts'
import type { LoggedTransaction } from '../db/logged-transaction.ts'
import type { Receipt } from '../db/receipt.ts'
import type { ActivityFilter, ActivitySlice } from './activity-filter.ts'
import { renewEpoch } from './epoch.ts'
import { type Head, readHead, readHeads } from './head.ts'
import { loadFloor } from './load-floor.ts'
import {
  type RecalledLog,
  readActivity,
  readAfter,
  readChangedSince,
  readReceipts,
  readTransactionIdAt,
  readTransactions,
  versionBefore,
} from './log.ts'
import type { LogTail } from './log-tail.ts'
import { readPast } from './past.ts'
import type { Snapshot } from './snapshot.ts'

/**
 * The log of every restaurant and its rows: the server's interface to the database. An append takes effect only on the
 * version that it was decided on. Everything that is read is committed.
 */
export interface Journal {
  /** Appends for several restaurants, each at most once. Each has a separate outcome, in the same order. */
  append(members: readonly Append[]): Promise<AppendOutcome[]>
  /** The end of the log; undefined where the restaurant does not exist. */
  head(restaurantId: number): Promise<Head | undefined>
  /** The heads of many restaurants in one query. Restaurants that do not exist are left out. */
  heads(restaurantIds: readonly number[]): Promise<Map<number, Head>>
  /** Loads the floor from its rows, as of one instant; `not_found` where the restaurant does not exist. */
  load(restaurantId: number): Promise<Snapshot>
  /** Reads the log after `version`, as of one instant. It may hold fewer than `limit`, because its bytes are bounded. */
  readTail(restaurantId: number, version: number, limit: number): Promise<LogTail>
  /** Which transaction made `version`; undefined where the log does not reach back to it. */
  transactionIdAt(restaurantId: number, version: number): Promise<string | undefined>
  /**
   * Begins a new epoch where the current one is `epoch` (or any, without `epoch`), because the database was restored and
   * older cursors are no longer valid. Returns whether it did.
   */
  renewEpoch(restaurantId: number, epoch?: string): Promise<boolean>
  /** Transactions after `version`, oldest first. Fewer than `limit` where their bytes reach the bound. */
  after(restaurantId: number, version: number, limit: number): Promise<LoggedTransaction[]>
  /** Transactions by their ids. Past `maxBytes` in all, only their ids are read. */
  transactions(restaurantId: number, ids: readonly string[], maxBytes: number): Promise<RecalledLog>
  /** Those of the entities that a transaction later than `version` has changed. */
  changedSince(restaurantId: number, entityIds: readonly string[], version: number): Promise<string[]>
  /** The answers to these ids: their receipts, and the transactions that the ids or the receipts name. */
  answers(
    restaurantId: number,
    ids: readonly string[],
  ): Promise<{ receipts: Receipt[]; transactions: LoggedTransaction[] }>
  /** Those of the entities that have left the floor, each with the party or the reservation that it belongs to. */
  past(restaurantId: number, ids: readonly string[]): Promise<PastEntity[]>
  /** The last version committed before `at`. */
  versionBefore(restaurantId: number, at: string): Promise<number>
  /** Transactions, newest first. */
  activity(restaurantId: number, filter: ActivityFilter): Promise<ActivitySlice>
}

// 500 usual versions. Reading them takes some ten milliseconds, in one piece.
const defaultPageBytes = 512 * 1024

/** The journal in PostgreSQL. No read returns more than `pageBytes` of changes, and one version. */
export function openJournal({ db, pageBytes = defaultPageBytes }: { db: Database; pageBytes?: number }): Journal {
  const read = { kind: 'read' } as const
  const snapshot = { ...read, snapshot: true }
  return {
    append: (members) => db.append(members),
    head: (restaurantId) => db.asRestaurant(restaurantId, readHead, read),
    heads: (restaurantIds) => db.asReaderOfClocks(restaurantIds, (tx) => readHeads(tx, restaurantIds)),
    load: (restaurantId) => db.asRestaurant(restaurantId, (tx) => loadFloor(tx, restaurantId), snapshot),
    readTail: (restaurantId, version, limit) =>
      db.asRestaurant(
        restaurantId,
        async (tx) => {
          const [head, transactionId, transactions] = await Promise.all([
            readHead(tx),
            readTransactionIdAt(tx, version),
            readAfter(tx, version, { limit, maxBytes: pageBytes }),
          ])
          return { head, transactionId, transactions }
        },
        snapshot,
      ),
    transactionIdAt: (restaurantId, version) =>
      db.asRestaurant(restaurantId, (tx) => readTransactionIdAt(tx, version), read),
    renewEpoch: (restaurantId, epoch) => db.asRestaurant(restaurantId, (tx) => renewEpoch(tx, epoch)),
    after: (restaurantId, version, limit) =>
      db.asRestaurant(restaurantId, (tx) => readAfter(tx, version, { limit, maxBytes: pageBytes }), read),
    transactions: (restaurantId, ids, maxBytes) =>
      db.asRestaurant(restaurantId, (tx) => readTransactions(tx, ids, maxBytes), read),
    changedSince: (restaurantId, entityIds, version) =>
      db.asRestaurant(restaurantId, (tx) => readChangedSince(tx, entityIds, version), read),
    answers: (restaurantId, ids) =>
      db.asRestaurant(restaurantId, async (tx) => {
        const receipts = await readReceipts(tx, ids)
        const named = receipts.flatMap(({ transactionId }) => transactionId ?? [])
        const { transactions } = await readTransactions(tx, [...ids, ...named], Number.MAX_SAFE_INTEGER)
        return { receipts, transactions }
      }),
    past: (restaurantId, ids) => db.asRestaurant(restaurantId, (tx) => readPast(tx, ids), read),
    versionBefore: (restaurantId, at) => db.asRestaurant(restaurantId, (tx) => versionBefore(tx, at), read),
    activity: (restaurantId, filter) =>
      db.asRestaurant(restaurantId, (tx) => readActivity(tx, filter, pageBytes), read),
  }
}
