import type { LoggedTransaction } from './logged-transaction.ts'
import type { Receipt } from './receipt.ts'

/** Transactions and receipts to commit to one restaurant's log, all or nothing. */
export interface Append {
  restaurantId: number
  /** The version that the restaurant must be at; where given, also its epoch and the transaction that made the version. */
  expected: { version: number; epoch?: string | undefined; transactionId?: string | undefined }
  /** Their versions follow the expected one without a gap. */
  transactions: readonly LoggedTransaction[]
  receipts: readonly Receipt[]
  /** The ids that may be known already. Ids that the server has just created are not among them. */
  idsToCheck: readonly string[]
}

/** The outcome of one restaurant's append. Only `committed` has changed anything. */
export type AppendOutcome = { restaurantId: number } & (
  | { outcome: 'committed'; version: number; committedAt: string }
  /** The restaurant is at `version`, which is not the expected one or has another epoch or transaction. */
  | { outcome: 'stale'; version: number }
  /** These transaction, command or receipt ids are known already. */
  | { outcome: 'duplicate'; ids: string[] }
  /** A constraint failed: a bug. `message` holds no values. */
  | { outcome: 'refused'; sqlstate: string; constraint: string | null; message: string }
)

/** Another transaction has locked the restaurant's clock. Nothing was changed. */
export interface BusyClock {
  restaurantId: number
  outcome: 'busy'
}
