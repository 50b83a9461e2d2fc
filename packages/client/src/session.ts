import { Problem } from '@qtable/domain'
import type { Session } from '@qtable/protocol'
import type { ClientStorage, StoredSession } from './storage/storage.ts'
import type { Locks } from './tabs/locks.ts'
import type { Http, Request } from './transport/http.ts'
import type { World } from './world.ts'

export interface SignIn {
  email: string
  password: string
  /** Which of several restaurants; the one last used unless given. */
  restaurantId?: number
}

export interface Registration {
  restaurantName: string
  /** IANA; UTC unless given. */
  timezone?: string
  name: string
  email: string
  password: string
}

/** Who is signed in on this device, and requests in their name. */
export interface SessionKeeper {
  readonly current: StoredSession | undefined
  /** Reads again what is stored: another tab may have signed in or out. */
  load(): Promise<void>
  /** `unauthenticated` where email or password is wrong, `rate_limited` after too many tries. */
  signIn(given: SignIn): Promise<void>
  /** Makes a restaurant and its owner; `already_exists` where the email has an account. */
  register(given: Registration): Promise<void>
  /** `forbidden` where they do not belong to that restaurant. */
  switchTo(restaurantId: number): Promise<void>
  /** Forgets the session here, and ends it on the server where that can be reached. */
  signOut(): Promise<void>
  /** A new access token. `refused`: the session is over. `failed`: nobody could be asked. */
  renew(): Promise<'renewed' | 'refused' | 'failed'>
  /** A request with the token; one that is refused for its token is sent once more with a new one. */
  call: Http
  /** The same for one scope only: once somebody else is signed in, nothing is sent in their name. */
  as(scope: string): { call: Http; token: () => Promise<string> }
}

// An access token that ends sooner than this (milliseconds) is renewed first: the request needs time to arrive.
const marginMs = 30_000
const refreshLock = 'qtable refresh'

export function openSession(options: {
  http: Http
  world: World
  storage: ClientStorage
  locks: Locks
  /** Called when somebody else, or nobody, is signed in, and when anybody signs in. */
  onChange: () => void
  /** Called when the same person may have another role, or other restaurants; `isOwn`: no other tab knows yet. */
  onRenewed: (isOwn: boolean) => void
}): SessionKeeper {
  const { http, world, storage, locks, onChange, onRenewed } = options
  let current: StoredSession | undefined
  let renewing: Promise<'renewed' | 'refused' | 'failed'> | undefined

  function adopt(session: StoredSession | undefined, isOwn = false): void {
    const isOther = scopeOf(session) !== scopeOf(current)
    current = session
    if (isOther) onChange()
    else onRenewed(isOwn)
  }

  async function begin(answer: unknown): Promise<void> {
    const session = storedSession(answer, world.now())
    await storage.writeSession(session)
    current = session
    // Also where it is the same person: the session before may have been over.
    onChange()
  }

  // A refresh token works once, and a second use ends the session (RFC 9700). So one tab renews at a time, and reads
  // first whether another has done it already.
  async function renewNow(spent: string | undefined): Promise<'renewed' | 'refused' | 'failed'> {
    return locks.hold(refreshLock, async () => {
      const stored = await storage.readSession()
      if (!stored || scopeOf(stored) !== scopeOf(current)) {
        adopt(stored)
        return stored ? 'renewed' : 'refused'
      }
      if (stored.access_token !== spent && stored.expiresAt - world.now() > marginMs) {
        adopt(stored)
        return 'renewed'
      }
      try {
        const body = { refresh_token: stored.refresh_token }
        const session = storedSession(await http({ method: 'POST', path: '/auth/refresh', body }), world.now())
        await storage.writeSession(session)
        adopt(session, true)
        return 'renewed'
      } catch (error) {
        if (!(error instanceof Problem) || !isRefusal(error)) return 'failed'
        await storage.writeSession(undefined)
        adopt(undefined)
        return 'refused'
      }
    })
  }

  async function renew(): Promise<'renewed' | 'refused' | 'failed'> {
    renewing ??= renewNow(current?.access_token)
      .catch(() => 'failed' as const)
      .finally(() => {
        renewing = undefined
      })
    return renewing
  }

  /** An access token that is good for at least some seconds. */
  async function token(scope: string | undefined): Promise<string> {
    if (current && current.expiresAt - world.now() <= marginMs) await renew()
    if (!current || (scope !== undefined && scopeOf(current) !== scope))
      throw new Problem('unauthenticated', 'Sign in first')
    return current.access_token
  }

  const callAs = (scope: string | undefined) => async (request: Request) => {
    const used = await token(scope)
    try {
      return await http({ ...request, token: used })
    } catch (error) {
      if (!(error instanceof Problem) || error.code !== 'unauthenticated') throw error
      // Meanwhile another request may have renewed it.
      if (current?.access_token === used && (await renew()) !== 'renewed') throw error
      return http({ ...request, token: await token(scope) })
    }
  }

  const call = callAs(undefined)
  return {
    get current() {
      return current
    },
    async load() {
      adopt(await storage.readSession())
    },
    async signIn({ email, password, restaurantId }) {
      const body = { email, password, ...(restaurantId === undefined ? {} : { restaurant_id: restaurantId }) }
      await begin(await http({ method: 'POST', path: '/auth/login', body }))
    },
    async register(body) {
      await begin(await http({ method: 'POST', path: '/auth/register', body }))
    },
    async switchTo(restaurantId) {
      await begin(await call({ method: 'POST', path: '/auth/switch', body: { restaurant_id: restaurantId } }))
    },
    async signOut() {
      const session = current
      await storage.writeSession(undefined)
      adopt(undefined)
      if (!session) return
      const body = { refresh_token: session.refresh_token }
      // Signed out here whatever the server says: without a network the session ends there by itself.
      await http({ method: 'POST', path: '/auth/logout', body }).catch(() => {})
    },
    renew,
    call,
    as: (scope) => ({ call: callAs(scope), token: () => token(scope) }),
  }
}

/** One person in one restaurant: whose floor and whose outbox it is. */
export function scopeOf(session: StoredSession | undefined): string {
  return session ? `${session.user.id} ${session.restaurant.id}` : ''
}

function isRefusal({ code }: Problem): boolean {
  return code === 'unauthenticated' || code === 'forbidden' || code === 'validation_failed' || code === 'malformed'
}

function storedSession(answer: unknown, now: number): StoredSession {
  const { expires_in, access_token, refresh_token, user, restaurant, restaurants } = (answer ?? {}) as Session
  if (typeof access_token !== 'string' || typeof refresh_token !== 'string' || !user?.id || !restaurant?.id) {
    throw new Problem('unavailable', 'What answered is no QTable server')
  }
  const expiresAt = now + expires_in * 1000
  return { access_token, refresh_token, user, restaurant, restaurants: restaurants ?? [], expiresAt }
}
