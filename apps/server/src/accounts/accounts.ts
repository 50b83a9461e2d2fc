import { Problem } from '@qtable/domain'
import type { Me, ReceivedInvitation, Session, Ticket, UpdateUserBody, User } from '@qtable/protocol'
import { type Budgets, defaultBudgets } from '../budgets.ts'
import type { Database } from '../db/database.ts'
import type { RegistrationMode } from '../registration-mode.ts'
import type { SecretKey } from '../secret-keys.ts'
import { type AcceptRequest, acceptInvitation, lookAtInvitation } from './accept-invitation.ts'
import { loadSessionUsers } from './account.ts'
import { type AccountLinks, openAccountLinks } from './account-links.ts'
import type { AccountsParts } from './accounts-parts.ts'
import { type Administration, openAdministration } from './administration.ts'
import { openChallenges } from './challenges.ts'
import { changePassword, type PasswordChange } from './change-password.ts'
import type { SessionOrigin } from './device.ts'
import type { Identity, SessionKey, SessionsEnded, SessionUser } from './identity.ts'
import { type Invitations, openInvitations } from './invitations.ts'
import { openLiveSessions, type UsersChangedListener } from './live-sessions.ts'
import { type LoginRequest, login } from './login.ts'
import { type OwnSessions, openOwnSessions } from './own-sessions.ts'
import { openPasswords, type PasswordOptions } from './passwords.ts'
import { type RegistrationRequest, register } from './registration.ts'
import type { RelyingParty } from './relying-party.ts'
import { openSealedSecrets } from './sealed-secrets.ts'
import { openSessions, sessionEnded } from './sessions.ts'
import { openSignInFactors, type SignInFactors } from './sign-in-factors.ts'
import { memoryThrottleStore, openSignInThrottle, type SignInThrottle } from './sign-in-throttle.ts'
import { memoryTickets, openTickets, type TicketStore } from './tickets.ts'
import { openTokens } from './tokens.ts'
import { openUsers } from './users.ts'

/** Accounts, sessions and the people of each restaurant. Every expected failure is a `Problem`. */
export interface Accounts {
  register(request: RegistrationRequest): Promise<Session>
  login(request: LoginRequest): Promise<Session>
  refresh(refreshToken: string, origin?: SessionOrigin): Promise<Session>
  /** Ends the session of a refresh token or of an identity. */
  logout(session: string | Identity): Promise<void>
  switchTo(identity: Identity, restaurantId: number, origin?: SessionOrigin): Promise<Session>
  changePassword(identity: Identity, change: PasswordChange): Promise<void>
  /** The identity behind an access token, with its current role; `unauthenticated` where token or session has ended. */
  authenticate(accessToken: string): Promise<Identity>
  /** The same identity where it is cached and fresh. Makes no query. */
  cachedIdentity(accessToken: string): Identity | undefined
  /** The users of sessions at one restaurant, by session, in one query. Ended sessions are absent. */
  sessionUsers(
    restaurantId: number,
    sessions: readonly Pick<Identity, 'userId' | 'sessionId'>[],
  ): Promise<ReadonlyMap<string, SessionUser>>
  me(identity: Identity): Promise<Me>
  listUsers(by: Identity): Promise<User[]>
  updateUser(by: Identity, userId: string, change: UpdateUserBody): Promise<User>
  removeUser(by: Identity, userId: string): Promise<void>
  readonly invitations: Invitations
  /** What an invitation says to the holder of its link. */
  lookAtInvitation(token: string): Promise<ReceivedInvitation>
  /** Accepts an invitation and signs in at its restaurant. See `acceptInvitation`. */
  acceptInvitation(request: AcceptRequest): Promise<Session>
  readonly links: AccountLinks
  readonly ownSessions: OwnSessions
  readonly factors: SignInFactors
  createTicket(identity: Identity): Promise<Ticket>
  /** The identity behind a ticket, which works once. */
  redeemTicket(ticket: string): Promise<Identity>
  /**
   * Calls `listener` when sessions end: on this node, or on another one that told this one (`applySessionsEnded`). Without
   * that, a node finds out from the list of changes (`applyUsersChanged`). Returns how to stop.
   */
  onSessionsEnded(listener: (ended: SessionsEnded) => void): () => void
  /** Sessions have ended on another node. */
  applySessionsEnded(ended: SessionsEnded): void
  /** Calls `listener` when the sessions of users may have changed. Returns how to stop. */
  onUsersChanged(listener: UsersChangedListener): () => void
  /**
   * Users have changed on any node since the last call. From the first call on, sessions are cached for minutes. Resolves
   * when the listeners have applied it.
   */
  applyUsersChanged(userIds: ReadonlySet<string>): Promise<void>
  administration: Administration
}

export interface AccountsOptions {
  db: Database
  secretKey: SecretKey
  accessTokenMinutes: number
  refreshTokenDays: number
  /** How long a session lives from the sign-in on; 90 unless given. */
  sessionDays?: number
  /** Whom passkeys are for; there are none unless given. */
  relyingParty?: RelyingParty | undefined
  /** 15 unless given; see `AccountsParts`. */
  stepUpMinutes?: number
  /** Milliseconds since 1970. */
  now?: () => number
  passwords?: PasswordOptions
  /** In memory unless given, which is enough for one node. */
  throttle?: SignInThrottle
  /** In memory unless given, which is enough for one node. */
  tickets?: TicketStore
  /** Tells other nodes that sessions have ended on this one. */
  publishSessionsEnded?: (ended: SessionsEnded) => void
  /** Resolves when the other nodes have applied what this one has committed. At once unless given. */
  appliedEverywhere?: () => Promise<void>
  /** Who may register a restaurant; anybody unless given. */
  registration?: RegistrationMode
  /** What one restaurant may have. */
  budgets?: Pick<Budgets, 'people'>
}

export function openAccounts(options: AccountsOptions): Accounts {
  const { db, now = Date.now } = options
  const live = openLiveSessions({ db, now })
  const tokens = openTokens({ ...options, now })
  const parts: AccountsParts = {
    db,
    now,
    tokens,
    passwords: openPasswords(options.passwords),
    throttle: options.throttle ?? openSignInThrottle({ store: memoryThrottleStore({ now }), now }),
    challenges: openChallenges({ ...options, now }),
    sealed: openSealedSecrets(options.secretKey),
    relyingParty: options.relyingParty,
    userChanged: (userId) => live.usersChanged(new Set([userId])),
    appliedEverywhere: options.appliedEverywhere ?? (async () => {}),
    registration: options.registration ?? 'open',
    maxPeople: (options.budgets ?? defaultBudgets).people,
    stepUpMinutes: options.stepUpMinutes ?? 15,
    sessionsEnded(ended) {
      live.sessionsEnded(ended)
      options.publishSessionsEnded?.(ended)
    },
  }
  const sessions = openSessions(parts)
  const users = openUsers(parts)
  const links = openAccountLinks(parts)
  const tickets = openTickets({ store: options.tickets ?? memoryTickets({ now }), now })

  async function identify(session: SessionKey & { expiresAt: number }): Promise<Identity> {
    const { userId, restaurantId, sessionId, expiresAt } = session
    if (expiresAt <= now()) throw new Problem('unauthenticated', 'The access token has expired.')
    const user = await live.get({ userId, restaurantId, sessionId })
    if (!user) throw sessionEnded()
    return identityOf(session, user)
  }

  return {
    register: (request) => register(parts, sessions, request),
    login: (request) => login(parts, sessions, request),
    refresh: sessions.refresh,
    logout: sessions.logout,
    switchTo: sessions.switchTo,
    changePassword: (identity, change) => changePassword(parts, identity, change),
    authenticate: async (accessToken) => identify(await tokens.verify(accessToken)),
    cachedIdentity(accessToken) {
      const claims = tokens.cachedClaims(accessToken)
      const user = claims && live.getFresh(claims)
      return user && identityOf(claims, user)
    },
    sessionUsers: (restaurantId, of) => loadSessionUsers({ db, now }, restaurantId, of),
    me: sessions.me,
    listUsers: users.list,
    updateUser: users.update,
    removeUser: users.remove,
    invitations: openInvitations(parts),
    lookAtInvitation: (token) => lookAtInvitation(parts, token),
    acceptInvitation: (request) => acceptInvitation(parts, sessions, request),
    links,
    ownSessions: openOwnSessions(parts),
    factors: openSignInFactors(parts, sessions),
    createTicket: tickets.create,
    redeemTicket: async (ticket) => identify(await tickets.redeem(ticket)),
    onSessionsEnded: live.onSessionsEnded,
    applySessionsEnded: live.sessionsEnded,
    onUsersChanged: live.onUsersChanged,
    applyUsersChanged: live.applyUsersChanged,
    administration: openAdministration(parts, links),
  }
}

function identityOf(session: SessionKey & { expiresAt: number }, user: SessionUser): Identity {
  const { userId, restaurantId, sessionId, expiresAt } = session
  const { name, email, role } = user
  return { userId, name, email, restaurantId, role, sessionId, expiresAt }
}
