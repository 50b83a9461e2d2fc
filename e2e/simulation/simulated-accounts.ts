import { Problem, type Role } from '@qtable/domain'
import type { Session } from '@qtable/protocol'
import type { Accounts } from '../../apps/server/src/accounts/accounts.ts'
import type { SessionUser } from '../../apps/server/src/accounts/identity.ts'
import type { Random } from '../random.ts'
import { unusedAccounts } from './node-parts.ts'

/** A person who works in the restaurant. */
export interface SimulatedUser {
  id: string
  name: string
  email: string
  role: Role
}

/** The accounts of all nodes: access tokens that expire, tickets that work once, and refresh tokens that follow each other. */
export interface SimulatedAccounts {
  addUser(name: string, role: Role): SimulatedUser
  /** Starts a session without asking for a password. */
  startSession(user: SimulatedUser): Session
  /** As the nodes use them. */
  readonly accounts: Accounts
}

/** All tokens that come from one sign-in. */
interface TokenFamily {
  id: string
  user: SimulatedUser
}

const repeatMs = 30_000

/** Opens the accounts of one restaurant. `now` is the time on the clock of the node that asks. */
export function openSimulatedAccounts(options: {
  random: Random
  now: () => number
  accessSeconds: number
  restaurantId: number
}): SimulatedAccounts {
  const { random, now, accessSeconds, restaurantId } = options
  const users: SimulatedUser[] = []
  const access = new Map<string, { family: TokenFamily; expiresAt: number }>()
  const refresh = new Map<string, TokenFamily>()
  const usedRefresh = new Map<string, { family: TokenFamily; successor: Session; at: number }>()
  const ended = new Set<TokenFamily>()
  const tickets = new Map<string, string>()
  let issued = 0

  function issue(family: TokenFamily): Session {
    const { user } = family
    issued += 1
    access.set(`access-${issued}`, { family, expiresAt: now() + accessSeconds * 1000 })
    refresh.set(`refresh-${issued}`, family)
    const tokens = { access_token: `access-${issued}`, refresh_token: `refresh-${issued}`, expires_in: accessSeconds }
    return sessionOf(user, { ...tokens, restaurantId })
  }

  const startSession = (user: SimulatedUser) => issue({ id: random.uuid(now()), user })

  async function authenticate(token: string) {
    const known = access.get(token)
    const isValid = known && !ended.has(known.family) && known.expiresAt > now()
    if (!isValid) throw new Problem('unauthenticated', 'The access token has expired')
    const { id: userId, name, email, role } = known.family.user
    return { userId, name, email, role, restaurantId, sessionId: known.family.id, expiresAt: known.expiresAt }
  }

  const accounts: Pick<Accounts, Exclude<keyof Accounts, keyof typeof unusedAccounts>> = {
    async login({ email }) {
      const user = users.find((one) => one.email === email)
      if (!user) throw new Problem('unauthenticated', 'The email or the password is wrong.')
      return startSession(user)
    },
    async refresh(token) {
      const used = usedRefresh.get(token)
      // The answer to the first use may have been lost.
      const isRepeat = used && now() - used.at < repeatMs && refresh.has(used.successor.refresh_token)
      if (isRepeat && !ended.has(used.family)) return used.successor
      if (used) ended.add(used.family)
      const family = refresh.get(token)
      if (!family || ended.has(family)) throw new Problem('unauthenticated', 'The session has ended.')
      refresh.delete(token)
      const successor = issue(family)
      usedRefresh.set(token, { family, successor, at: now() })
      return successor
    },
    authenticate,
    async createTicket({ sessionId }) {
      const [token = ''] = [...access].findLast(([, { family }]) => family.id === sessionId) ?? []
      tickets.set(`ticket-${++issued}`, token)
      return { ticket: `ticket-${issued}`, expires_in: 30 }
    },
    async redeemTicket(ticket) {
      const token = tickets.get(ticket)
      tickets.delete(ticket)
      return authenticate(token ?? '')
    },
    async sessionUsers(_restaurantId, sessions) {
      const endedIds = new Set([...ended].map(({ id }) => id))
      const sessionUsers = new Map<string, SessionUser>()
      for (const { sessionId, userId } of sessions) {
        const user = users.find(({ id }) => id === userId)
        if (!user || endedIds.has(sessionId)) continue
        sessionUsers.set(sessionId, { name: user.name, email: user.email, role: user.role })
      }
      return sessionUsers
    },
  }

  return {
    addUser(name, role) {
      const user = { id: random.uuid(now()), name, email: `${name.toLowerCase()}@example.com`, role }
      users.push(user)
      return user
    },
    startSession,
    accounts: { ...unusedAccounts, ...accounts },
  }
}

function sessionOf(
  { id, email, name, role }: SimulatedUser,
  {
    restaurantId,
    ...tokens
  }: Pick<Session, 'access_token' | 'refresh_token' | 'expires_in'> & { restaurantId: number },
): Session {
  return {
    ...tokens,
    token_type: 'Bearer',
    user: { id, email, name, role },
    restaurant: { id: restaurantId, name: 'Nove', slug: 'nove', timezone: 'Europe/Berlin' },
    restaurants: [{ id: restaurantId, name: 'Nove', role }],
  }
}
