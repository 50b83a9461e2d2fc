import { Problem } from '@qtable/domain'
import type { CreateUserBody, Me, Session, Ticket, UpdateUserBody, User } from '@qtable/protocol'
import type { Database } from '../db/database.ts'
import { standingOf, standingsAt } from './account.ts'
import { type AccountsWorld, type Ended, isAmong } from './accounts-world.ts'
import { type Administration, openAdministration } from './administration.ts'
import { type Identity, openStandings, type SessionKey, type Standing } from './identity.ts'
import { openPasswords, type PasswordOptions } from './passwords.ts'
import { type Registration, register } from './registration.ts'
import { type Login, openSessions } from './sessions.ts'
import { memoryThrottleStore, openSignInThrottle, type SignInThrottle } from './sign-in-throttle.ts'
import { memoryTickets, openTickets, type TicketStore } from './tickets.ts'
import { openTokens } from './tokens.ts'
import { openUsers } from './users.ts'

/** Who may come in: accounts, sessions and the people of each restaurant. Every expected failure is a `Problem`. */
export interface Accounts {
  register(given: Registration): Promise<Session>
  login(given: Login): Promise<Session>
  refresh(refreshToken: string): Promise<Session>
  /** By refresh token, or the session of an access token. */
  logout(which: string | Identity): Promise<void>
  switchTo(identity: Identity, restaurantId: number): Promise<Session>
  changePassword(identity: Identity, current: string, next: string): Promise<void>
  /** Who an access token stands for, with the role they have now; `unauthenticated` when any of it has ended. */
  authenticate(accessToken: string): Promise<Identity>
  /** The same where it is known just now, without asking anybody; undefined where it is not. */
  recognise(accessToken: string): Identity | undefined
  /** The same identity as it stands now, for what outlives a request. */
  recheck(identity: Identity): Promise<Identity>
  /** What holds now for sessions of one restaurant, asked of the database in one question; who has ended is left out. */
  standings(
    restaurantId: number,
    sessions: readonly Pick<Identity, 'userId' | 'sessionId'>[],
  ): Promise<ReadonlyMap<string, NonNullable<Standing>>>
  me(identity: Identity): Promise<Me>
  listUsers(by: Identity): Promise<User[]>
  createUser(by: Identity, newcomer: CreateUserBody): Promise<User>
  updateUser(by: Identity, userId: string, change: UpdateUserBody): Promise<User>
  removeUser(by: Identity, userId: string): Promise<void>
  createTicket(identity: Identity): Promise<Ticket>
  /** Whose ticket it is; works once. */
  redeemTicket(ticket: string): Promise<Identity>
  /**
   * Calls `listener` when sign-ins end: on this node, or on another one that told this one (`heardEnded`). Without being
   * told, a node finds out from the list of changes (`heardChanged`). Returns how to stop.
   */
  onEnded(listener: (ended: Ended) => void): () => void
  /** Sign-ins have ended on another node. */
  heardEnded(which: Ended): void
  /** Calls `listener` when something about the sign-ins of users may be different now. Returns how to stop. */
  onChanged(listener: (userIds: ReadonlySet<string>) => void): () => void
  /** Whose sign-ins have changed anywhere up to now; from the first call on, each is hardly ever asked about by itself. */
  heardChanged(userIds: ReadonlySet<string>): void
  administration: Administration
}

export interface AccountsOptions {
  db: Database
  secretKey: string
  accessTokenMinutes: number
  refreshTokenDays: number
  /** Milliseconds since 1970; `Date.now` outside tests. */
  now?: () => number
  passwords?: PasswordOptions
  /** In memory unless given: enough for one node. */
  throttle?: SignInThrottle
  /** In memory unless given: enough for one node. */
  tickets?: TicketStore
  /** Tells other nodes that sign-ins have ended here. */
  tellEnded?: (ended: Ended) => void
}

// Where nobody reads the list of changes, nothing known of a sign-in is older than 2 seconds. Where it is read, asking
// again is for what no list can tell: a session that ends by its age, or rows that were changed by hand.
const unwatchedFreshMs = 1500
const watchedFreshMs = 5 * 60_000

export function openAccounts(options: AccountsOptions): Accounts {
  const { db, now = Date.now } = options
  const endListeners = new Set<(ended: Ended) => void>()
  const changeListeners = new Set<(userIds: ReadonlySet<string>) => void>()
  let isWatched = false
  const standings = openStandings({
    load: (session) => standingOf({ db, now }, session),
    now,
    // Not all that came at once, after a start, are asked about at once again.
    freshMs: () => (isWatched ? watchedFreshMs * (0.5 + Math.random() / 2) : unwatchedFreshMs),
  })
  const tokens = openTokens({ ...options, now })
  function end(which: Ended): void {
    standings.forget((session) => isAmong(which, session))
    for (const listener of endListeners) listener(which)
  }
  function changed(userIds: ReadonlySet<string>): void {
    if (userIds.size === 0) return
    standings.forget(({ userId }) => userIds.has(userId))
    for (const listener of changeListeners) listener(userIds)
  }
  const world: AccountsWorld = {
    db,
    now,
    tokens,
    passwords: openPasswords(options.passwords),
    throttle: options.throttle ?? openSignInThrottle({ store: memoryThrottleStore({ now }), now }),
    changed: (userId) => changed(new Set([userId])),
    end(which) {
      end(which)
      options.tellEnded?.(which)
    },
  }
  const sessions = openSessions(world)
  const users = openUsers(world)
  const tickets = openTickets({ store: options.tickets ?? memoryTickets({ now }), now })

  async function identify(session: SessionKey & { expiresAt: number }): Promise<Identity> {
    const { userId, restaurantId, sessionId, expiresAt } = session
    if (expiresAt <= now()) throw new Problem('unauthenticated', 'The access token has expired.')
    const standing = await standings.of({ userId, restaurantId, sessionId })
    if (!standing) throw new Problem('unauthenticated', 'The session has ended. Sign in again.')
    return identityOf(session, standing)
  }

  return {
    register: (given) => register(world, sessions, given),
    login: sessions.login,
    refresh: sessions.refresh,
    logout: sessions.logout,
    switchTo: sessions.switchTo,
    changePassword: sessions.changePassword,
    authenticate: async (accessToken) => identify(await tokens.verify(accessToken)),
    recognise(accessToken) {
      const claims = tokens.recognise(accessToken)
      const standing = claims && standings.atHand(claims)
      return standing && identityOf(claims, standing)
    },
    recheck: identify,
    standings: (restaurantId, sessions) => standingsAt({ db, now }, restaurantId, sessions),
    me: sessions.me,
    listUsers: users.list,
    createUser: users.create,
    updateUser: users.update,
    removeUser: users.remove,
    createTicket: tickets.create,
    redeemTicket: async (ticket) => identify(await tickets.redeem(ticket)),
    onEnded(listener) {
      endListeners.add(listener)
      return () => endListeners.delete(listener)
    },
    heardEnded: end,
    onChanged(listener) {
      changeListeners.add(listener)
      return () => changeListeners.delete(listener)
    },
    heardChanged(userIds) {
      isWatched = true
      changed(userIds)
    },
    administration: openAdministration(world),
  }
}

function identityOf(session: SessionKey & { expiresAt: number }, standing: NonNullable<Standing>): Identity {
  const { userId, restaurantId, sessionId, expiresAt } = session
  const { name, email, role } = standing
  return { userId, name, email, restaurantId, role, sessionId, expiresAt }
}
