import type { Database } from '../db/database.ts'
import type { RegistrationMode } from '../registration-mode.ts'
import type { Challenges } from './challenges.ts'
import type { SessionsEnded } from './identity.ts'
import type { Passwords } from './passwords.ts'
import type { RelyingParty } from './relying-party.ts'
import type { SealedSecrets } from './sealed-secrets.ts'
import type { SignInThrottle } from './sign-in-throttle.ts'
import type { Tokens } from './tokens.ts'

/** What every part of accounts works with. */
export interface AccountsParts {
  db: Database
  passwords: Passwords
  tokens: Tokens
  throttle: SignInThrottle
  challenges: Challenges
  sealed: SealedSecrets
  /** Whom passkeys are for; undefined where there are none. */
  relyingParty: RelyingParty | undefined
  /** Call after the commit that ended sessions: they leave the cache, and listeners and other nodes are told. */
  sessionsEnded: (ended: SessionsEnded) => void
  /**
   * Call after the commit that changed a user's name or role: cached sessions are loaded again. Resolves when the listeners
   * of this node have applied the change.
   */
  userChanged: (userId: string) => Promise<void>
  /**
   * Resolves when the other nodes have applied what this one has committed, or are away for longer than the list of changes
   * allows. An answer that says that a right has ended waits for it.
   */
  appliedEverywhere: () => Promise<void>
  /** How long after a password was given people and accounts may be changed; 0 for always. */
  stepUpMinutes: number
  /** Who may register a restaurant. */
  registration: RegistrationMode
  /** How many people a restaurant may have, with those who are invited. */
  maxPeople: number
  /** Milliseconds since 1970. */
  now: () => number
}

/** The current instant in the form of the database and of entities. */
export function currentInstant({ now }: Pick<AccountsParts, 'now'>): string {
  return new Date(now()).toISOString()
}
