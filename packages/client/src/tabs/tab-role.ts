import type { Mutation } from '../outbox/mutation.ts'
import type { ConnectivityEvent } from '../sync/state.ts'

/** What a tab does for the restaurant that it shows: it leads, or follows the tab that does. */
export interface TabRole {
  readonly isLeader: boolean
  start(): void
  /** Sends a mutation that is in the store's outbox and in the storage. */
  submit(mutation: Mutation): void
  notify(event: ConnectivityEvent): void
  /** Writes what is not written yet. */
  flush(): Promise<void>
  /** The storage may have lost the floor: writes it again. */
  restore(): void
  stop(): Promise<void>
}
