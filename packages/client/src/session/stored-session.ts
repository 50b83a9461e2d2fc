import type { Session } from '@qtable/protocol'
import type { StoredSession } from '../storage/storage.ts'
import { notAQTableServer } from '../transport/http.ts'

/** Reads the session in an answer; `unavailable` where it holds none. `now` is in milliseconds since 1970. */
export function storedSessionOf(answer: unknown, now: number): StoredSession {
  const { expires_in, access_token, refresh_token, user, restaurant, restaurants } = (answer ?? {}) as Session
  if (typeof access_token !== 'string' || typeof refresh_token !== 'string' || !user?.id || !restaurant?.id) {
    throw notAQTableServer()
  }
  const expiresAt = now + expires_in * 1000
  return { access_token, refresh_token, user, restaurant, restaurants: restaurants ?? [], expiresAt }
}
