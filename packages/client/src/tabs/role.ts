import type { Entry } from '../outbox.ts'
import type { Hint } from '../sync/state.ts'

/** What one tab does for the restaurant that it shows. */
export interface Role {
  readonly isLeader: boolean
  begin(): void
  /** It is in the store's outbox and stored: it may be sent. */
  submit(entry: Entry): void
  hint(hint: Hint): void
  /** Writes what has not been written yet. */
  flush(): Promise<void>
  stop(): Promise<void>
}
