import { Problem, type Role } from '@qtable/domain'
import type { Me, Session } from '@qtable/protocol'
import type { FakePerson } from './fake-restaurant.ts'

export interface FakeAccount {
  email: string
  password: string
  id: string
  name: string
  /** The role in each restaurant, by its id. */
  roles: Map<number, Role>
}

/** The identity of a token. */
export interface FakeIdentity {
  person: FakePerson
  restaurantId: number
}

/** Sign-in as the real server does it: short access tokens, refresh tokens that work once, tickets that work once. */
export interface FakeAccounts {
  add(account: FakeAccount): void
  /** Changes a role. Tokens carry it from the next one on. */
  setRole(email: string, restaurantId: number, role: Role): void
  login(email: string, password: string, restaurantId?: number): Session
  /** A second use of a token ends its whole session. */
  refresh(refreshToken: string): Session
  logout(refreshToken: string): void
  switchTo(identity: FakeIdentity, restaurantId: number): Session
  me(identity: FakeIdentity): Me
  /** Throws `unauthenticated` where the token is unknown or has ended. */
  authenticate(accessToken: string): FakeIdentity & { expiresAt: number }
  ticketFor(accessToken: string): string
  redeem(ticket: string): string
  /** Ends every session, as a change of password elsewhere does. */
  revokeAll(): void
  /** How many tokens were renewed, and how many were used twice. */
  readonly counts: { refreshed: number; reused: number }
}

interface Family {
  account: FakeAccount
  restaurantId: number
  isOver: boolean
}

export function openFakeAccounts(now: () => number, accessMs: number): FakeAccounts {
  const accounts = new Map<string, FakeAccount>()
  const families: Family[] = []
  const tokens = openTokens(now, accessMs)

  function accountOf({ person }: FakeIdentity): FakeAccount {
    const account = [...accounts.values()].find(({ id }) => id === person.id)
    if (!account) throw new Problem('unauthenticated', 'There is no such account.')
    return account
  }

  function begin(account: FakeAccount, restaurantId: number): Session {
    if (!account.roles.has(restaurantId)) throw new Problem('forbidden', 'You do not belong to this restaurant.')
    const family = { account, restaurantId, isOver: false }
    families.push(family)
    return tokens.sessionOf(family)
  }

  return {
    counts: tokens.counts,
    add: (account) => void accounts.set(account.email, account),
    setRole: (email, restaurantId, role) => void accounts.get(email)?.roles.set(restaurantId, role),
    login(email, password, restaurantId) {
      const account = accounts.get(email)
      const [first = 0] = account?.roles.keys() ?? []
      if (account?.password !== password) throw new Problem('unauthenticated', 'The email or the password is wrong.')
      return begin(account, restaurantId ?? first)
    },
    refresh: tokens.refresh,
    logout: tokens.logout,
    switchTo: (identity, restaurantId) => begin(accountOf(identity), restaurantId),
    me: (identity) => meOf(accountOf(identity), identity.restaurantId),
    authenticate: tokens.authenticate,
    ticketFor: tokens.ticketFor,
    redeem: tokens.redeem,
    revokeAll() {
      for (const family of families) family.isOver = true
    },
  }
}

function meOf({ id, email, name, roles }: FakeAccount, restaurantId: number): Me {
  return {
    user: { id, email, name, role: roles.get(restaurantId) ?? 'viewer' },
    restaurant: { id: restaurantId, name: `R${restaurantId}`, slug: `r${restaurantId}`, timezone: 'Europe/Berlin' },
    restaurants: [...roles].map(([at, role]) => ({ id: at, name: `R${at}`, role })),
  }
}

function openTokens(now: () => number, accessMs: number) {
  const access = new Map<string, { family: Family; expiresAt: number }>()
  const refresh = new Map<string, { family: Family; isSpent: boolean }>()
  const tickets = new Map<string, string>()
  const counts = { refreshed: 0, reused: 0 }
  let issued = 0

  function sessionOf(family: Family): Session {
    const { account, restaurantId } = family
    const token = { access: `access-${++issued}`, refresh: `refresh-${issued}` }
    access.set(token.access, { family, expiresAt: now() + accessMs })
    refresh.set(token.refresh, { family, isSpent: false })
    return {
      access_token: token.access,
      refresh_token: token.refresh,
      token_type: 'Bearer',
      expires_in: accessMs / 1000,
      ...meOf(account, restaurantId),
    }
  }

  return {
    counts,
    sessionOf,
    refresh(token: string): Session {
      const known = refresh.get(token)
      if (known?.isSpent) {
        counts.reused++
        known.family.isOver = true
      }
      if (!known || known.family.isOver) throw new Problem('unauthenticated', 'The session has ended. Sign in again.')
      known.isSpent = true
      counts.refreshed++
      return sessionOf(known.family)
    },
    logout(token: string): void {
      const known = refresh.get(token)
      if (known) known.family.isOver = true
    },
    authenticate(token: string): FakeIdentity & { expiresAt: number } {
      const known = access.get(token)
      if (!known || known.family.isOver || known.expiresAt <= now())
        throw new Problem('unauthenticated', 'Sign in first')
      const { account, restaurantId } = known.family
      const role = account.roles.get(restaurantId) ?? 'viewer'
      return { person: { id: account.id, name: account.name, role }, restaurantId, expiresAt: known.expiresAt }
    },
    ticketFor(token: string): string {
      tickets.set(`ticket-${++issued}`, token)
      return `ticket-${issued}`
    },
    redeem(ticket: string): string {
      const token = tickets.get(ticket)
      tickets.delete(ticket)
      return token ?? ''
    },
  }
}
