import type { Session } from '@qtable/protocol'
import type { Entry } from '../outbox.ts'
import type { PlainProblem } from '../plain-problem.ts'
import type { Refusal } from '../refusals.ts'
import type { StoredBase } from '../replica.ts'

/** Who is signed in on this device. */
export interface StoredSession extends Omit<Session, 'expires_in' | 'token_type'> {
  /** When the access token ends, by the clock of this device, in milliseconds since 1970. */
  expiresAt: number
}

export interface StoredEntry {
  entry: Entry
  /** Whose it is to send, where tabs cannot agree on one that sends for all; empty where they can. */
  lane: string
}

export interface StoredRefusal extends Omit<Refusal, 'problem'> {
  problem: PlainProblem
}

/**
 * Where a client keeps what must outlive it. `scope` is one person in one restaurant: nobody's outbox is ever another's.
 * Every method rejects where the storage fails; what cannot be read any more is `undefined`.
 */
export interface ClientStorage {
  /** `memory` forgets all when the page closes. */
  readonly kind: 'memory' | 'indexed-db'
  /** The session as it is stored now, whichever tab stored it. */
  readSession(): Promise<StoredSession | undefined>
  writeSession(session: StoredSession | undefined): Promise<void>
  readBase(scope: string): Promise<StoredBase | undefined>
  /** Stores a base and removes what it confirms, in one step: an entry is never gone before its effect is there. */
  writeBase(scope: string, base: StoredBase | undefined, confirmed: readonly string[]): Promise<void>
  /** The entries in their order. */
  readOutbox(scope: string): Promise<StoredEntry[]>
  putEntry(scope: string, entry: StoredEntry): Promise<void>
  readRefusals(scope: string): Promise<StoredRefusal[]>
  /** Stores what was refused and removes `ended` from the outbox, in one step: nothing is lost in between. */
  writeRefusals(scope: string, refusals: readonly StoredRefusal[], ended: readonly string[]): Promise<void>
  /** All of them without `ids`. */
  removeRefusals(scope: string, ids?: readonly string[]): Promise<void>
  /**
   * Takes or renews a lease until `until` (milliseconds since 1970). False where another owner has it at `now`. Of
   * several that ask at once one gets it. With `until` in the past it is given back.
   */
  lease(name: string, by: { owner: string; now: number; until: number }): Promise<boolean>
  close(): void
}
