import type { Entry } from '../outbox.ts'

/** What one tab does for the restaurant that it shows. */
export interface Role {
  readonly isLeader: boolean
  begin(): void
  /** It is in the store's outbox and stored: it may be sent. */
  submit(entry: Entry): void
  hint(network: 'online' | 'offline'): void
  /** Writes what has not been written yet. */
  flush(): Promise<void>
  stop(): Promise<void>
}
