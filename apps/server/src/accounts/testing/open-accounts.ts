import { randomUUID } from 'node:crypto'
import type { Role } from '@qtable/domain'
import type { Session } from '@qtable/protocol'
import { onTestFinished } from 'vitest'
import { openTestDatabase } from '../../testing/cluster.ts'
import { type AccountsOptions, openAccounts } from '../accounts.ts'
import type { Identity, SessionsEnded } from '../identity.ts'

/** The password of every account in tests. */
export const memberPassword = 'a good password'

/** Accounts on a new database, with a clock that the test moves. Closed with the test. */
export async function openTestAccounts(options: Partial<AccountsOptions> = {}) {
  const { database: db, close } = await openTestDatabase()
  onTestFinished(close)
  const clock = { now: Date.parse('2026-05-01T18:00:00Z') }
  /** Another node on the same database. */
  const node = (more: Partial<AccountsOptions> = {}) =>
    openAccounts({
      db,
      secretKey: 'the secret key of the tests',
      accessTokenMinutes: 15,
      refreshTokenDays: 30,
      now: () => clock.now,
      passwords: { cost: 4 },
      ...options,
      ...more,
    })
  const accounts = node()
  const ended: SessionsEnded[] = []
  accounts.onSessionsEnded((one) => ended.push(one))

  /** A new restaurant and its owner, signed in. */
  async function register(email = `${randomUUID()}@example.com`) {
    const session = await accounts.register({
      restaurantName: 'Chez Ada',
      timezone: 'Europe/Paris',
      name: 'Ada',
      email,
      password: memberPassword,
    })
    return signedIn(session)
  }

  /** A new member of the restaurant that `by` manages, signed in. */
  async function hire(by: Identity, role: Role, email = `${randomUUID()}@example.com`) {
    await accounts.createUser(by, { email, name: `A ${role}`, role, password: memberPassword })
    return signedIn(await accounts.login({ email, password: memberPassword, restaurantId: by.restaurantId }))
  }

  async function signedIn(session: Session) {
    return { session, identity: await accounts.authenticate(session.access_token) }
  }

  return { db, clock, accounts, node, ended, register, hire, signedIn }
}
