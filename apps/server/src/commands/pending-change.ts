import type { Outcome } from './outcome.ts'
import type { PreparedChange } from './prepared-change.ts'

/** A change that waits to be decided, and the promise of whoever asked for it. */
export interface PendingChange extends PreparedChange {
  resolve: (outcome: Outcome) => void
  reject: (error: unknown) => void
}
