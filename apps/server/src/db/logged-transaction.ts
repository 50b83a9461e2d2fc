import type { Transaction } from '@qtable/domain'

/** A transaction as the log holds it, with what tells a repeat from another change under the same id. */
export interface LoggedTransaction extends Transaction {
  fingerprint: string
}
