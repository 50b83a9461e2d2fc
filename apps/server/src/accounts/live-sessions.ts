import type { Database } from '../db/database.ts'
import { loadSessionUser } from './account.ts'
import { includesSession, type SessionKey, type SessionsEnded, type SessionUser } from './identity.ts'
import { openSessionCache } from './session-cache.ts'

/** Is told which users' sessions may have changed; may resolve when it has applied that. */
export type UsersChangedListener = (userIds: ReadonlySet<string>) => void | Promise<void>

/** The sessions that this node knows to be live, and the news about them. */
export interface LiveSessions {
  /** The user of a session; undefined where it has ended. See `SessionCache.get`. */
  get(session: SessionKey): Promise<SessionUser | undefined>
  /** The cached user, where fresh. Makes no query. */
  getFresh(session: SessionKey): SessionUser | undefined
  /** Calls `listener` when sessions end. Returns how to stop. */
  onSessionsEnded(listener: (ended: SessionsEnded) => void): () => void
  /** Calls `listener` when the sessions of users may have changed. Returns how to stop. */
  onUsersChanged(listener: UsersChangedListener): () => void
  /** Sessions have ended, on this node or another one. */
  sessionsEnded(ended: SessionsEnded): void
  /** Users have changed on this node. Resolves when the listeners have applied it. */
  usersChanged(userIds: ReadonlySet<string>): Promise<void>
  /** Users have changed anywhere since the last call. From the first call on, the cache relies on these calls. */
  applyUsersChanged(userIds: ReadonlySet<string>): Promise<void>
}

// Without a reader of the list of changes, no cached session is older than 2 seconds. With one, sessions are loaded again
// for what the list does not contain: a session that expires, or rows that were edited by hand.
const unwatchedFreshMs = 1500
const watchedFreshMs = 5 * 60_000

export function openLiveSessions({ db, now }: { db: Database; now: () => number }): LiveSessions {
  const endListeners = new Set<(ended: SessionsEnded) => void>()
  const changeListeners = new Set<UsersChangedListener>()
  let isWatched = false
  const cache = openSessionCache({
    load: (session) => loadSessionUser({ db, now }, session),
    now,
    // Random, so that sessions cached together after a start are not all loaded again at once.
    freshMs: () => (isWatched ? watchedFreshMs * (0.5 + Math.random() / 2) : unwatchedFreshMs),
  })

  async function usersChanged(userIds: ReadonlySet<string>): Promise<void> {
    if (userIds.size === 0) return
    cache.invalidate(({ userId }) => userIds.has(userId))
    await Promise.all([...changeListeners].map((listener) => listener(userIds)))
  }

  return {
    get: cache.get,
    getFresh: cache.getFresh,
    onSessionsEnded(listener) {
      endListeners.add(listener)
      return () => endListeners.delete(listener)
    },
    onUsersChanged(listener) {
      changeListeners.add(listener)
      return () => changeListeners.delete(listener)
    },
    sessionsEnded(ended) {
      cache.invalidate((session) => includesSession(ended, session))
      for (const listener of endListeners) listener(ended)
    },
    usersChanged,
    applyUsersChanged(userIds) {
      isWatched = true
      return usersChanged(userIds)
    },
  }
}
