import type { LoggedTransaction } from '../db/logged-transaction.ts'

// A phone that slept a minute in a busy service comes back without a query. A transaction weighs a kilobyte or two, most of
// it the entities as they were, so each floor keeps fewer where many are in memory: all of them 100 to 200 MB.
const atMost = 512
// As many as a socket gets one by one; to one that is further behind they are merged.
const atLeast = 64
const inAll = 100_000

/** The latest transactions of a floor, `added` at their end: as many as its share on a node that holds `floors`. */
export function recentTransactions(
  recent: readonly LoggedTransaction[],
  added: readonly LoggedTransaction[],
  floors: number,
): readonly LoggedTransaction[] {
  const share = Math.floor(inAll / Math.max(1, floors))
  return [...recent, ...added].slice(-Math.max(atLeast, Math.min(atMost, share)))
}
