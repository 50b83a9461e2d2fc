import type { LoggedTransaction } from '../db/logged-transaction.ts'
import type { Head } from './head.ts'

/** What the log has after a version, read at one instant. */
export interface News {
  head: Head | undefined
  /** The transaction that made the version itself; undefined where the log does not reach back to it. */
  transactionId: string | undefined
  transactions: LoggedTransaction[]
}
