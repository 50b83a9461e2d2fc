import type { LoggedTransaction } from '../db/logged-transaction.ts'

// With 512, a phone that slept a minute during a busy service resumes without a query.
const mostPerFloor = 512
// A socket that is up to 64 versions behind gets them one by one; one that is further behind gets them merged.
const leastPerFloor = 64
// A transaction takes one to two kilobytes, so all of them take 100 to 200 MB.
const mostOfAllFloors = 100_000
// Batches of 500 changes are as large as 500 plain changes: eight of them stay.
const mostChanges = 4000

/** The latest transactions of a floor with `added` at the end, cut to its share on a node with `floors` floors in memory. */
export function recentTransactions(
  recent: readonly LoggedTransaction[],
  added: readonly LoggedTransaction[],
  floors: number,
): readonly LoggedTransaction[] {
  const share = Math.floor(mostOfAllFloors / Math.max(1, floors))
  const latest = [...recent, ...added].slice(-Math.max(leastPerFloor, Math.min(mostPerFloor, share)))
  let changes = 0
  const cut = latest.findLastIndex((one, i) => {
    changes += one.changes.length
    return i < latest.length - 1 && changes > mostChanges
  })
  return cut === -1 ? latest : latest.slice(cut + 1)
}
