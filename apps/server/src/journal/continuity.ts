import type { Head } from './head.ts'
import type { News } from './news.ts'
import type { Snapshot } from './snapshot.ts'

/** Whether `news` goes on from `from`; where it does not, the floor is read from its rows again. */
export function continues(from: Snapshot, read: News): boolean {
  const { version } = from.floor
  const { head, transactions } = read
  if (!head || head.epoch !== from.epoch || wentBack(from, read)) return false
  const [first] = transactions
  return first ? first.version === version + 1 : head.version === version
}

/** Whether the log has lost what this node knows to be committed: the database was put back, and perhaps went on. */
export function wentBack(from: Snapshot, { head, transactionId }: News): boolean {
  if (head?.epoch !== from.epoch) return false
  const last = from.recent.at(-1)
  return head.version < from.floor.version || (last !== undefined && isAnother(transactionId, last.id))
}

/**
 * Whether a floor that was `before` when the database was asked, and is `latest` now, has all that the head counts, and
 * the head all that the floor had.
 */
export function isWithin(head: Head, { before, latest }: { before: Snapshot; latest: Snapshot }): boolean {
  if (head.epoch !== latest.epoch || head.version > latest.floor.version) return false
  if (head.version > before.floor.version) return true
  const last = before.recent.at(-1)
  return head.version === before.floor.version && !(last && isAnother(head.transactionId, last.id))
}

function isAnother(transactionId: string | null | undefined, known: string): boolean {
  return typeof transactionId === 'string' && transactionId !== known
}
