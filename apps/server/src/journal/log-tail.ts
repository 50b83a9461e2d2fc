import type { LoggedTransaction } from '../db/logged-transaction.ts'
import type { Head } from './head.ts'

/** The log after a version, as of one instant. */
export interface LogTail {
  head: Head | undefined
  /** The transaction that made the version; undefined where the log does not reach back to it. */
  transactionId: string | undefined
  transactions: LoggedTransaction[]
}
