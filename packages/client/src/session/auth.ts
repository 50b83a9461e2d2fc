import { Problem } from '@qtable/domain'
import type { PasskeySignInBody, SecondFactorBody } from '@qtable/protocol'
import type { Platform } from '../platform.ts'
import { type ClientStorage, type StoredSession, scopeOf } from '../storage/storage.ts'
import type { Locks } from '../tabs/locks.ts'
import type { Http, HttpRequest } from '../transport/http.ts'
import { storedSessionOf } from './stored-session.ts'
import { marginMs, type RenewalOutcome, renewToken } from './token-renewal.ts'

export interface SignInOptions {
  email: string
  password: string
  /** One of several restaurants; the one last used unless given. */
  restaurantId?: number
}

export interface RegisterOptions {
  restaurantName: string
  /** IANA; UTC unless given. */
  timezone?: string
  name: string
  email: string
  password: string
  /** What stands behind the # of a registration link, where the server asks for one. */
  token?: string
  /** Of the authenticator app, where the email has an account with two-step sign-in. */
  code?: string
}

/** How an invitation is accepted. Without a password: as the person who is signed in. */
export interface AcceptOptions {
  /** What stands behind the # of the link. */
  token: string
  /** Of a new account, with a new password. */
  name?: string
  password?: string
  /** Of the authenticator app, where the account has two-step sign-in. */
  code?: string
}

/** Who is signed in on this device, and requests in their name. */
export interface Auth {
  readonly current: StoredSession | undefined
  /** Reads the stored session: another tab may have signed in or out. */
  load(): Promise<void>
  /**
   * `unauthenticated` where email or password is wrong, `rate_limited` after too many attempts, `second_factor_required`
   * where a code is needed too (see `secondFactorTicketOf`).
   */
  signIn(options: SignInOptions): Promise<void>
  /** Completes a sign-in with a code, or signs in with a passkey. */
  completeSignIn(answer: SecondFactorBody | PasskeySignInBody): Promise<void>
  /** Creates a restaurant and its owner; `already_exists` where the email has an account. */
  register(options: RegisterOptions): Promise<void>
  /** Accepts an invitation and signs in at its restaurant; `not_found` where its link does not work. */
  accept(options: AcceptOptions): Promise<void>
  /** Sends a request without a session. */
  open: Http
  /** `forbidden` where the person has no membership there. */
  switchTo(restaurantId: number): Promise<void>
  /** Removes the session from the device, and ends it on the server where that can be reached. */
  signOut(): Promise<void>
  /** Renews the access token. Concurrent calls share one renewal. */
  renew(): Promise<RenewalOutcome>
  /** Sends a request with the access token. Where the token is refused, it renews it and sends the request once more. */
  call: Http
  /** The same for one scope: `unauthenticated` once another person, or another restaurant, is signed in. */
  forScope(scope: string): { call: Http; token: () => Promise<string> }
}

export interface AuthOptions {
  http: Http
  platform: Platform
  storage: ClientStorage
  locks: Locks
  /** Called when another person, another restaurant or nobody is signed in, and at each sign-in. */
  onChange: () => void
  /** Called when the same session has a new token, and maybe another role. `isOwn`: the other tabs do not know. */
  onRenewed: (isOwn: boolean) => void
}

export function openAuth(options: AuthOptions): Auth {
  const { http, platform, storage, onChange, onRenewed } = options
  let current: StoredSession | undefined
  let renewing: Promise<RenewalOutcome> | undefined

  function adopt(session: StoredSession | undefined, isOwn = false): void {
    const isSame = scopeOf(session) === scopeOf(current)
    current = session
    if (isSame) onRenewed(isOwn)
    else onChange()
  }

  async function begin(answer: unknown): Promise<void> {
    const session = storedSessionOf(answer, platform.now())
    await storage.writeSession(session)
    current = session
    // Also for the same person, whose earlier session may have ended.
    onChange()
  }

  function renew(): Promise<RenewalOutcome> {
    renewing ??= renewToken({ ...options, current: () => current, adopt })
      .catch(() => 'failed' as const)
      .finally(() => {
        renewing = undefined
      })
    return renewing
  }

  async function token(scope?: string): Promise<string> {
    if (current && current.expiresAt - platform.now() <= marginMs) await renew()
    if (current && (scope === undefined || scopeOf(current) === scope)) return current.access_token
    throw new Problem('unauthenticated', 'Sign in first')
  }

  const callAs = (scope?: string) => async (request: HttpRequest) => {
    const used = await token(scope)
    try {
      return await http({ ...request, token: used })
    } catch (error) {
      if (!(error instanceof Problem) || error.code !== 'unauthenticated') throw error
      // Another request may have renewed it meanwhile.
      if (current?.access_token === used && (await renew()) !== 'renewed') throw error
      return http({ ...request, token: await token(scope) })
    }
  }

  const call = callAs()
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
    async completeSignIn(body) {
      const path = 'code' in body ? '/auth/second-factor' : '/auth/passkeys/sign-in'
      await begin(await http({ method: 'POST', path, body }))
    },
    async register(body) {
      await begin(await http({ method: 'POST', path: '/auth/register', body }))
    },
    async accept(body) {
      const send = body.password === undefined ? call : http
      await begin(await send({ method: 'POST', path: '/auth/accept', body }))
    },
    open: http,
    async switchTo(restaurantId) {
      await begin(await call({ method: 'POST', path: '/auth/switch', body: { restaurant_id: restaurantId } }))
    },
    async signOut() {
      const session = current
      await storage.writeSession(undefined)
      adopt(undefined)
      if (!session) return
      const body = { refresh_token: session.refresh_token }
      // The device is signed out whatever the server answers. Without a network the session expires there.
      await http({ method: 'POST', path: '/auth/logout', body }).catch(() => {})
    },
    renew,
    call,
    forScope: (scope) => ({ call: callAs(scope), token: () => token(scope) }),
  }
}
