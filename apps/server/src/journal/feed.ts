import { openFairShares } from '../db/fair-shares.ts'
import type { LoggedTransaction } from '../db/logged-transaction.ts'
import type { ActivityFilter, ActivitySlice } from './activity-filter.ts'
import type { Journal } from './journal.ts'
import type { Snapshot } from './snapshot.ts'

/** A page of a restaurant's feed. */
export interface FeedPage {
  transactions: readonly LoggedTransaction[]
  /** Whether more transactions follow. */
  hasMore: boolean
}

/** The transactions of a restaurant in order, from any version that the log still reaches. */
export interface Feed {
  /** The transactions after `version` up to the snapshot; `gone` where the log no longer reaches back to it. */
  after(restaurantId: number, from: { version: number; snapshot: Snapshot; limit: number }): Promise<FeedPage | 'gone'>
  /** The last version committed before an instant. Versions committed at that instant follow it. */
  versionBefore(restaurantId: number, at: string): Promise<number>
  /** Which transaction made `version`; undefined where the log does not reach back to it. */
  transactionIdAt(restaurantId: number, version: number): Promise<string | undefined>
  /**
   * What `use` makes of a page of the activity, newest first. Pages may be large: a restaurant has one at a time, and the
   * next one is read when this one has been used. `unavailable` after the longest wait.
   */
  activity<T>(restaurantId: number, filter: ActivityFilter, use: (page: ActivitySlice) => T | Promise<T>): Promise<T>
}

/** How many pages of the activity may be in memory at once. */
const pagesAtOnce = 4
const maxWaitMs = 5000

export function openFeed({ journal }: { journal: Journal }): Feed {
  const pages = openFairShares({ total: pagesAtOnce, shareOf: () => 1, maxWaitMs })
  return {
    async after(restaurantId, { version, snapshot, limit }) {
      const { recent, floor } = snapshot
      if (version >= floor.version) return { transactions: [], hasMore: false }
      const oldest = recent[0]?.version
      if (oldest !== undefined && oldest <= version + 1) {
        const start = version + 1 - oldest
        return pageOf(recent.slice(start, start + limit), floor.version)
      }
      const rows = await journal.after(restaurantId, version, limit)
      if (rows[0]?.version !== version + 1) return 'gone'
      // Transactions after the snapshot belong to the next reply, because this reply's cursor is the snapshot's.
      return pageOf(
        rows.filter((row) => row.version <= floor.version),
        floor.version,
      )
    },
    versionBefore: (restaurantId, at) => journal.versionBefore(restaurantId, at),
    transactionIdAt: (restaurantId, version) => journal.transactionIdAt(restaurantId, version),
    async activity(restaurantId, filter, use) {
      const release = await pages.take([String(restaurantId)])
      try {
        return await use(await journal.activity(restaurantId, filter))
      } finally {
        release()
      }
    },
  }
}

// Transactions in memory are a page of bounded size like those of the log: 1,000 changes are half a megabyte or one.
const changesAtMost = 1000

function pageOf(transactions: readonly LoggedTransaction[], upTo: number): FeedPage {
  let changes = 0
  const end = transactions.findIndex((one, i) => {
    changes += one.changes.length
    return i > 0 && changes > changesAtMost
  })
  const page = end === -1 ? transactions : transactions.slice(0, end)
  return { transactions: page, hasMore: (page.at(-1)?.version ?? upTo) < upTo }
}
