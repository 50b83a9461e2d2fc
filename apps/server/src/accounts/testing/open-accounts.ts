import { randomUUID } from 'node:crypto'
import type { Role } from '@qtable/domain'
import { type Session, uuidv7 } from '@qtable/protocol'
import { pino } from 'pino'
import { onTestFinished } from 'vitest'
import { openCommands } from '../../commands/execute.ts'
import { openFloors } from '../../journal/floors.ts'
import { openJournal } from '../../journal/journal.ts'
import { openTestDatabase } from '../../testing/cluster.ts'
import { type AccountsOptions, openAccounts } from '../accounts.ts'
import type { Identity, SessionsEnded } from '../identity.ts'
import { inviteAndAccept } from './invite-and-accept.ts'

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
    return signedIn(await inviteAndAccept(accounts, by, { email, name: `A ${role}`, role, password: memberPassword }))
  }

  /** A change by a person, as anybody makes one who uses the restaurant. */
  async function use({ restaurantId, userId, name, role }: Identity): Promise<void> {
    const journal = openJournal({ db })
    const commands = openCommands({ journal, floors: openFloors({ journal }), log: pino({ level: 'silent' }) })
    const id = uuidv7()
    const unit = { id, kind: 'change' as const, commands: [{ id, type: 'guest.create', payload: { partySize: 2 } }] }
    await commands.execute(restaurantId, { id: userId, name, role }, { unit, clientChoseId: true })
    await commands.close()
  }

  async function signedIn(session: Session) {
    return { session, identity: await accounts.authenticate(session.access_token) }
  }

  return { db, clock, accounts, node, ended, register, hire, use, signedIn }
}
