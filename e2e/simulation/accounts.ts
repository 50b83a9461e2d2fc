import { Problem, type Role } from '@qtable/domain'
import type { Session } from '@qtable/protocol'
import type { Accounts } from '../../apps/server/src/accounts/accounts.ts'
import type { Random } from './random.ts'

/** Somebody who works in the restaurant. */
export interface Person {
  id: string
  name: string
  email: string
  role: Role
}

/** Who may come in, as all nodes have it in one database: tokens that end, refresh tokens and tickets that work once. */
export interface SimulatedAccounts {
  hire(name: string, role: Role): Person
  begin(person: Person): Session
  /** As one node asks. */
  asked(): Accounts
}

interface Family {
  id: string
  person: Person
}

const nobodyAsks = (): never => {
  throw new Error('nobody asks this in a simulation')
}

/** `now` is the clock of whoever asks. */
export function openSimulatedAccounts(options: {
  random: Random
  now: () => number
  accessSeconds: number
  restaurantId: number
}): SimulatedAccounts {
  const { random, now, accessSeconds, restaurantId } = options
  const people: Person[] = []
  const access = new Map<string, { family: Family; expiresAt: number }>()
  const refresh = new Map<string, Family>()
  const spent = new Map<string, Family>()
  const over = new Set<Family>()
  const tickets = new Map<string, string>()
  let made = 0

  function sessionOf(family: Family): Session {
    const { person } = family
    made += 1
    access.set(`access-${made}`, { family, expiresAt: now() + accessSeconds * 1000 })
    refresh.set(`refresh-${made}`, family)
    return {
      access_token: `access-${made}`,
      refresh_token: `refresh-${made}`,
      token_type: 'Bearer',
      expires_in: accessSeconds,
      user: { id: person.id, email: person.email, name: person.name, role: person.role },
      restaurant: { id: restaurantId, name: 'Nove', slug: 'nove', timezone: 'Europe/Berlin' },
      restaurants: [{ id: restaurantId, name: 'Nove', role: person.role }],
    }
  }

  const begin = (person: Person) => sessionOf({ id: random.uuid(now()), person })

  async function authenticate(token: string) {
    const known = access.get(token)
    if (!known || over.has(known.family) || known.expiresAt <= now()) {
      throw new Problem('unauthenticated', 'The access token has ended')
    }
    const { family, expiresAt } = known
    const { id: userId, name, email, role } = family.person
    return { userId, name, email, role, restaurantId, sessionId: family.id, expiresAt }
  }

  const accounts: Accounts = {
    async login({ email }) {
      const person = people.find((one) => one.email === email)
      if (!person) throw new Problem('unauthenticated', 'The email or the password is wrong.')
      return begin(person)
    },
    async refresh(token) {
      const reused = spent.get(token)
      if (reused) over.add(reused)
      const family = refresh.get(token)
      if (!family || over.has(family)) throw new Problem('unauthenticated', 'The session has ended. Sign in again.')
      refresh.delete(token)
      spent.set(token, family)
      return sessionOf(family)
    },
    authenticate,
    async createTicket({ sessionId }) {
      const [token = ''] = [...access].findLast(([, { family }]) => family.id === sessionId) ?? []
      tickets.set(`ticket-${++made}`, token)
      return { ticket: `ticket-${made}`, expires_in: 30 }
    },
    async redeemTicket(ticket) {
      const token = tickets.get(ticket)
      tickets.delete(ticket)
      return authenticate(token ?? '')
    },
    sessionUsers: async (_restaurantId, sessions) =>
      new Map(
        sessions.flatMap(({ sessionId, userId }) => {
          const person = people.find(({ id }) => id === userId)
          const isOver = [...over].some(({ id }) => id === sessionId)
          return person && !isOver ? [[sessionId, { name: person.name, email: person.email, role: person.role }]] : []
        }),
      ),
    cachedIdentity: () => undefined,
    onSessionsEnded: () => () => {},
    applySessionsEnded: () => {},
    onUsersChanged: () => () => {},
    applyUsersChanged: () => {},
    register: nobodyAsks,
    logout: nobodyAsks,
    switchTo: nobodyAsks,
    changePassword: nobodyAsks,
    me: nobodyAsks,
    listUsers: nobodyAsks,
    createUser: nobodyAsks,
    updateUser: nobodyAsks,
    removeUser: nobodyAsks,
    get administration() {
      return nobodyAsks()
    },
  }

  return {
    hire(name, role) {
      const person = { id: random.uuid(now()), name, email: `${name.toLowerCase()}@example.com`, role }
      people.push(person)
      return person
    },
    begin,
    asked: () => accounts,
  }
}
