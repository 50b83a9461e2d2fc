import { maxFrameBytes } from '@qtable/protocol'
import type { LoggedTransaction } from '../db/logged-transaction.ts'
import { type FrameSource, mergedFrame, textFrame } from './frame.ts'

/** The first of several versions as one frame. */
export interface CatchUpFrame {
  bytes: Buffer
  /** How many versions it covers. */
  count: number
  /** The last of them. */
  version: number
}

// Five milliseconds of encoding, and more rows than fit into a frame unless most of them are the same entity.
const maxChanges = 2000

/**
 * Merges as many of the versions, from the first on, as fit into a frame (SY26). Undefined where the first is too large.
 * The number is halved until they fit, because the size of merged versions is known only when they are merged.
 */
export function catchUpFrame(
  transactions: readonly LoggedTransaction[],
  source: FrameSource,
  limit = maxFrameBytes,
): CatchUpFrame | undefined {
  for (let count = countWithin(transactions, maxChanges); count >= 1; count = Math.floor(count / 2)) {
    const merged = transactions.slice(0, count)
    const bytes = textFrame(mergedFrame(merged, source))
    if (bytes.length <= limit) return { bytes, count, version: merged.at(-1)?.version ?? 0 }
  }
  return undefined
}

/** How many transactions have at most `limit` changes together; at least one. */
function countWithin(transactions: readonly LoggedTransaction[], limit: number): number {
  let changes = 0
  const tooMany = transactions.findIndex((one) => {
    changes += one.changes.length
    return changes > limit
  })
  return tooMany === -1 ? transactions.length : Math.max(1, tooMany)
}
