import type { Database } from '../db/database.ts'
import type { SessionKey } from './identity.ts'
import type { Passwords } from './passwords.ts'
import type { SignInThrottle } from './sign-in-throttle.ts'
import type { Tokens } from './tokens.ts'

/** What every part of accounts works with. */
export interface AccountsWorld {
  db: Database
  passwords: Passwords
  tokens: Tokens
  throttle: SignInThrottle
  /** Forgets what is known of these sign-ins and tells who listens; called once it is committed. */
  end: (which: Ended) => void
  /** The same for sign-ins that go on, in another role or under another name. */
  changed: (userId: string) => void
  /** Milliseconds since 1970. */
  now: () => number
}

/** Sign-ins that are over: all of a user's, those at one restaurant, or one. */
export interface Ended {
  userId: string
  restaurantId?: number
  sessionId?: string
}

/** Whether a sign-in is one of those that are over. */
export function isAmong({ userId, restaurantId, sessionId }: Ended, session: SessionKey): boolean {
  return (
    session.userId === userId &&
    (restaurantId === undefined || session.restaurantId === restaurantId) &&
    (sessionId === undefined || session.sessionId === sessionId)
  )
}

/** The present instant, as the database and entities take it. */
export function instant({ now }: Pick<AccountsWorld, 'now'>): string {
  return new Date(now()).toISOString()
}
