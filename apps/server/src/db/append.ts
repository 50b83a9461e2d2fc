import type { LoggedTransaction } from './logged-transaction.ts'
import type { Receipt } from './receipt.ts'

/** What is to be committed to one restaurant's log, together or not at all. */
export interface Append {
  restaurantId: number
  /** What the restaurant must be at: a version, and, where it is given, of which epoch and made by which transaction. */
  expected: { version: number; epoch?: string | undefined; transactionId?: string | undefined }
  /** Their versions follow the expected one without a gap. */
  transactions: readonly LoggedTransaction[]
  receipts: readonly Receipt[]
  /** Those of their ids that may have been sent before, because the server did not just make them. */
  idsToCheck: readonly string[]
}

/** What became of one restaurant's append; all but `committed` have changed nothing. */
export type AppendOutcome = { restaurantId: number } & (
  | { outcome: 'committed'; version: number; committedAt: string }
  /** The restaurant is at `version`, not where the append expected it; or that version is another than expected. */
  | { outcome: 'stale'; version: number }
  /** These of its transaction, command or receipt ids are known already. */
  | { outcome: 'duplicate'; ids: string[] }
  /** A constraint failed: a bug. `message` holds no values. */
  | { outcome: 'refused'; sqlstate: string; constraint: string | null; message: string }
)

/** Somebody else holds the restaurant's clock, and nothing was tried. */
export interface BusyClock {
  restaurantId: number
  outcome: 'busy'
}
