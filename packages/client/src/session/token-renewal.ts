import { Problem } from '@qtable/domain'
import type { Platform } from '../platform.ts'
import { type ClientStorage, type StoredSession, scopeOf } from '../storage/storage.ts'
import type { Locks } from '../tabs/locks.ts'
import type { Http } from '../transport/http.ts'
import { storedSessionOf } from './stored-session.ts'

/** `refused`: the session ended. `failed`: the server could not be asked. */
export type RenewalOutcome = 'renewed' | 'refused' | 'failed'

// An access token with less time left is renewed first, because the request needs time to arrive.
export const marginMs = 30_000
const lockName = 'qtable refresh'

/**
 * Renews the access token. A refresh token works once, and a use after its successor's ends the session (RFC 9700). So
 * one tab renews at a time, and first reads whether another has done it.
 */
export function renewToken(options: {
  http: Http
  platform: Platform
  storage: ClientStorage
  locks: Locks
  current: () => StoredSession | undefined
  /** `isOwn`: this tab renewed it, and the others do not know. */
  adopt: (session: StoredSession | undefined, isOwn?: boolean) => void
}): Promise<RenewalOutcome> {
  const { http, platform, storage, locks, current, adopt } = options
  const spentToken = current()?.access_token
  return locks.hold(lockName, async () => {
    const stored = await storage.readSession()
    if (!stored || scopeOf(stored) !== scopeOf(current())) {
      adopt(stored)
      return stored ? 'renewed' : 'refused'
    }
    if (stored.access_token !== spentToken && stored.expiresAt - platform.now() > marginMs) {
      adopt(stored)
      return 'renewed'
    }
    try {
      const body = { refresh_token: stored.refresh_token }
      const session = storedSessionOf(await http({ method: 'POST', path: '/auth/refresh', body }), platform.now())
      await storage.writeSession(session)
      adopt(session, true)
      return 'renewed'
    } catch (error) {
      if (!(error instanceof Problem) || !endsSession(error)) return 'failed'
      await storage.writeSession(undefined)
      adopt(undefined)
      return 'refused'
    }
  })
}

function endsSession({ code }: Problem): boolean {
  return code === 'unauthenticated' || code === 'forbidden' || code === 'validation_failed' || code === 'malformed'
}
