import { Problem } from '@qtable/domain'
import { LRUCache } from 'lru-cache'
import type { SessionKey, SessionUser } from './identity.ts'

/** The users of the sessions that this node has seen lately. */
export interface SessionCache {
  /**
   * The user of a session; undefined where it has ended. From the cache while that is fresh or the database is away;
   * `unavailable` where it is away and the session is not cached.
   */
  get(session: SessionKey): Promise<SessionUser | undefined>
  /** The cached user, where fresh. Makes no query. */
  getFresh(session: SessionKey): SessionUser | undefined
  /** Forgets the sessions that match, so that the next `get` asks the database. */
  invalidate(matches: (session: SessionKey) => boolean): void
}

export interface SessionCacheOptions {
  /** Reads the user of a session from the database; undefined where it has ended. */
  load: (session: SessionKey) => Promise<SessionUser | undefined>
  /** Milliseconds since 1970. */
  now: () => number
  /** How long an answer stays fresh, from the moment it is asked for. */
  freshMs: () => number
  /** How long `get` waits for a slow database where a stale answer is cached. */
  patienceMs?: number
  max?: number
}

interface Entry {
  session: SessionKey
  user: SessionUser
  freshUntil: number
}

interface Load {
  session: SessionKey
  user: Promise<SessionUser | undefined>
}

/**
 * A session has one load in flight at most, shared by all callers. A load that began before `invalidate` is never cached:
 * it may have read the state before the change. While the database is away or slow, stale answers stand and are asked for
 * again once a second, so that reads and sockets go on. While it answers, no answer is older than `freshMs + patienceMs`.
 */
export function openSessionCache(options: SessionCacheOptions): SessionCache {
  const { load, now, freshMs, patienceMs = 500, max = 50_000 } = options
  const entries = new LRUCache<string, Entry>({ max })
  const loads = new Map<string, Load>()

  function loadOnce(session: SessionKey): Promise<SessionUser | undefined> {
    const key = keyOf(session)
    const running = loads.get(key)
    if (running) return running.user
    const freshUntil = now() + freshMs()
    const started = { session, user: load(session) }
    loads.set(key, started)
    started.user.then(
      (user) => {
        if (loads.get(key) !== started) return
        loads.delete(key)
        // An ended session is not cached: requests with its tokens are rare.
        if (user) entries.set(key, { session, user, freshUntil })
        else entries.delete(key)
      },
      () => {
        if (loads.get(key) === started) loads.delete(key)
      },
    )
    return started.user
  }

  return {
    async get(session) {
      const key = keyOf(session)
      const cached = entries.get(key)
      if (!cached) return loadOnce(session)
      if (cached.freshUntil > now()) return cached.user
      const outcome = await settledWithin(loadOnce(session), patienceMs)
      if (outcome.state === 'loaded') return outcome.user
      // `invalidate` may have run meanwhile. Then the stale answer may no longer be given out.
      const stale = entries.get(key)
      if (!stale) return loadOnce(session)
      stale.freshUntil = now() + 1000
      return stale.user
    },
    getFresh(session) {
      const cached = entries.get(keyOf(session))
      return cached && cached.freshUntil > now() ? cached.user : undefined
    },
    invalidate(matches) {
      for (const [key, { session }] of entries) if (matches(session)) entries.delete(key)
      for (const [key, { session }] of loads) if (matches(session)) loads.delete(key)
    },
  }
}

/**
 * A session may move to another restaurant of its user while older tokens of it are still good: what is remembered for one
 * must not answer for the other.
 */
function keyOf({ sessionId, userId, restaurantId }: SessionKey): string {
  return `${sessionId} ${userId} ${restaurantId}`
}

type LoadOutcome = { state: 'loaded'; user: SessionUser | undefined } | { state: 'away' }

/** The loaded user, or `away` where the database is unavailable or takes longer than `ms`. Other errors are thrown. */
async function settledWithin(user: Promise<SessionUser | undefined>, ms: number): Promise<LoadOutcome> {
  let timer: NodeJS.Timeout | undefined
  const timeout = new Promise<LoadOutcome>((resolve) => {
    timer = setTimeout(() => resolve({ state: 'away' }), ms)
  })
  const loaded = user.then(
    (found): LoadOutcome => ({ state: 'loaded', user: found }),
    (error: unknown): LoadOutcome => {
      if (error instanceof Problem && error.code === 'unavailable') return { state: 'away' }
      throw error
    },
  )
  try {
    return await Promise.race([loaded, timeout])
  } finally {
    clearTimeout(timer)
  }
}
