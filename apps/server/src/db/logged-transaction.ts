import type { Transaction } from '@qtable/domain'

/** A transaction of the log. The fingerprint tells a repeat from another change with the same id. */
export interface LoggedTransaction extends Transaction {
  fingerprint: string
}
