import type { Head } from './head.ts'
import type { LogTail } from './log-tail.ts'
import type { Snapshot } from './snapshot.ts'

/** Whether the tail of the log continues `from`. Where it does not, the floor must be loaded from its rows. */
export function continues(from: Snapshot, read: LogTail): boolean {
  const { version } = from.floor
  const { head, transactions } = read
  if (!head || head.epoch !== from.epoch || wentBack(from, read)) return false
  const [first] = transactions
  return first ? first.version === version + 1 : head.version === version
}

/** Whether the log has lost a transaction that this node knows to be committed: the database was restored from a backup. */
export function wentBack(from: Snapshot, { head, transactionId }: LogTail): boolean {
  if (head?.epoch !== from.epoch) return false
  const last = from.recent.at(-1)
  return head.version < from.floor.version || (last !== undefined && isAnother(transactionId, last.id))
}

/**
 * Whether a floor includes the head and the head included the floor: `before` is the floor when the head was requested,
 * `latest` the floor now.
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
