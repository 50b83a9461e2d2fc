import { Problem } from '@qtable/domain'
import type { CreateUserBody, Me, Session, Ticket, UpdateUserBody, User } from '@qtable/protocol'
import type { Database } from '../db/database.ts'
import { standingOf, standingsAt } from './account.ts'
import type { AccountsWorld, Ended } from './accounts-world.ts'
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
  /** The same identity as it stands now, for what outlives a request: at most 2 s old. */
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
   * told, a node finds out by `recheck`. Returns how to stop.
   */
  onEnded(listener: (ended: Ended) => void): () => void
  /** Sign-ins have ended on another node. */
  heardEnded(which: Ended): void
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

export function openAccounts(options: AccountsOptions): Accounts {
  const { db, now = Date.now } = options
  const listeners = new Set<(ended: Ended) => void>()
  const standings = openStandings({ load: (session) => standingOf({ db, now }, session), now })
  const tokens = openTokens({ ...options, now })
  function end(which: Ended): void {
    standings.forget(which)
    for (const listener of listeners) listener(which)
  }
  const world: AccountsWorld = {
    db,
    now,
    tokens,
    standings,
    passwords: openPasswords(options.passwords),
    throttle: options.throttle ?? openSignInThrottle({ store: memoryThrottleStore({ now }), now }),
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
    const { name, email, role } = standing
    return { userId, name, email, restaurantId, role, sessionId, expiresAt }
  }

  return {
    register: (given) => register(world, sessions, given),
    login: sessions.login,
    refresh: sessions.refresh,
    logout: sessions.logout,
    switchTo: sessions.switchTo,
    changePassword: sessions.changePassword,
    authenticate: async (accessToken) => identify(await tokens.verify(accessToken)),
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
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    heardEnded: end,
    administration: openAdministration(world),
  }
}
