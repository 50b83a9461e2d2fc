import type { Outcome } from './outcome.ts'
import type { PreparedChange } from './prepared-change.ts'

/** A change in the queue, and the promise of its caller. */
export interface PendingChange extends PreparedChange {
  resolve: (outcome: Outcome) => void
  reject: (error: unknown) => void
}
