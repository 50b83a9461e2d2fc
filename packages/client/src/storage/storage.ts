import type { Actor, ClientCommand } from '@qtable/domain'
import type { ServerMessage, Session } from '@qtable/protocol'
import type { Mutation } from '../outbox/mutation.ts'
import type { SerializedProblem } from '../transport/serialized-problem.ts'

/** Who is signed in on this device. */
export interface StoredSession extends Omit<Session, 'expires_in' | 'token_type'> {
  /** When the access token ends, in milliseconds since 1970 by this device's clock. */
  expiresAt: number
}

/** The confirmed floor as plain rows, with its place in the feed. */
export type StoredBase = Omit<ServerMessage & { type: 'full_sync' }, 'type'> & {
  /** By how many milliseconds the server's clock was ahead of this device's when it was written. */
  clockOffsetMs?: number
}

export interface StoredMutation {
  mutation: Mutation
  /** The tab that sends it where the tabs cannot elect a leader; empty where they can. */
  tabId: string
}

export interface StoredRefusal {
  /** The id of the command, or of the batch. */
  readonly id: string
  readonly commands: readonly ClientCommand[]
  readonly isBatch: boolean
  readonly problem: SerializedProblem
  /** Who did it. */
  readonly by: Actor
  /** When it was done and when it was refused, by the server's clock as far as this device knows it. */
  readonly doneAt: string
  readonly refusedAt: string
}

/**
 * Keeps what must outlive the page. A `scope` is one person in one restaurant, so that no outbox is ever sent in another
 * person's name. Every method rejects where the storage fails, and leaves out what it cannot read.
 */
export interface ClientStorage {
  /** `memory` is lost when the page closes. */
  readonly kind: 'memory' | 'indexed-db'
  /**
   * Calls `listener` where what was stored may be gone, and storing goes on: the caller stores again what it has in memory.
   * The returned function ends it.
   */
  onReset(listener: () => void): () => void
  /** The session as it is stored now, whichever tab stored it. */
  readSession(): Promise<StoredSession | undefined>
  writeSession(session: StoredSession | undefined): Promise<void>
  readBase(scope: string): Promise<StoredBase | undefined>
  /**
   * Stores a base and removes the confirmed mutations that are part of it, in one transaction. Otherwise a crash in
   * between would lose a change from the screen.
   */
  writeBase(scope: string, base: StoredBase | undefined, confirmedIds: readonly string[]): Promise<void>
  /** The stored mutations in their order. */
  readOutbox(scope: string): Promise<StoredMutation[]>
  putMutation(scope: string, stored: StoredMutation): Promise<void>
  readRefusals(scope: string): Promise<StoredRefusal[]>
  /** Stores refusals and removes the mutations `endedIds`, in one transaction, so that a crash loses none. */
  writeRefusals(scope: string, refusals: readonly StoredRefusal[], endedIds: readonly string[]): Promise<void>
  /** Removes these refusals; all of them without `ids`. */
  removeRefusals(scope: string, ids?: readonly string[]): Promise<void>
  /**
   * Takes or renews a lease until `until` (milliseconds since 1970). False where another owner holds it at `now`. One of
   * several concurrent callers gets it. An `until` in the past gives it back.
   */
  lease(name: string, by: { owner: string; now: number; until: number }): Promise<boolean>
  close(): void
}

/** The scope of a session; empty where nobody is signed in. */
export function scopeOf(session: StoredSession | undefined): string {
  return session ? `${session.user.id} ${session.restaurant.id}` : ''
}
