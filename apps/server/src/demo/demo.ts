import type { Command } from '@qtable/domain'
import { uuidv7 } from '@qtable/protocol'
import pino from 'pino'
import { accountByEmail } from '../accounts/account.ts'
import { openAccounts } from '../accounts/accounts.ts'
import type { App } from '../app.ts'
import { openCommands } from '../commands/execute.ts'
import { openFloors } from '../journal/floors.ts'
import { openJournal } from '../journal/journal.ts'
import { layout, line, reservations, seatedParties } from './evening.ts'

export interface DemoSignIn {
  email: string
  password: string
}

const signIn: DemoSignIn = { email: 'demo@qtable.example', password: 'table-for-two' }

const minuteMs = 60_000

/** How to sign in to the demo restaurant, where the database holds it. */
export async function findDemo({ db }: Pick<App, 'db'>): Promise<DemoSignIn | undefined> {
  return (await accountByEmail(db, signIn.email)) && signIn
}

/**
 * Where the database holds no restaurant, makes one to look at: a floor of 20 tables, a line, and reservations around
 * this hour, all through the same commands that a client sends, on a clock that begins two hours ago. Gives how to sign
 * in, or undefined where there was a restaurant already.
 */
export async function addDemo({ db }: Pick<App, 'db'>, now = Date.now()): Promise<DemoSignIn | undefined> {
  const [known] = await db.asSystem((tx) => tx.query('select 1 from tenants limit 1'))
  if (known) return undefined
  const clock = { now: now - 120 * minuteMs }
  const accounts = openAccounts({
    db,
    now: () => clock.now,
    // Its tokens are never used: nobody signs in while the demo is made.
    secretKey: uuidv7() + uuidv7(),
    accessTokenMinutes: 1,
    refreshTokenDays: 1,
  })
  const { administration } = accounts
  const timezone = Intl.DateTimeFormat().resolvedOptions().timeZone
  const owner = { ...signIn, name: 'Dana Demo' }
  const { restaurant, owner: person } = await administration.createRestaurant({ name: 'Osteria Demo', timezone, owner })
  await administration.createUser(restaurant.id, {
    email: 'host@qtable.example',
    name: 'Hanna Host',
    role: 'host',
    password: signIn.password,
  })
  const journal = openJournal({ db })
  const floors = openFloors({ journal })
  const commands = openCommands({ journal, floors, log: pino({ level: 'silent' }), now: () => clock.now })
  const actor = { id: person.id, name: person.name, role: 'owner' as const }

  /** Runs commands as one change, `minutesAgo` on the demo's clock. */
  async function at(minutesAgo: number, wanted: readonly Omit<Command, 'id'>[]): Promise<void> {
    clock.now = Math.max(clock.now, now - minutesAgo * minuteMs)
    const unit = { id: uuidv7(clock.now), kind: 'batch' as const, commands: wanted.map(withId) }
    await commands.execute(restaurant.id, actor, { unit, clientChoseId: false })
  }
  const withId = (command: Omit<Command, 'id'>): Command => ({ id: uuidv7(clock.now), ...command })

  const { tableIds, commands: floorPlan } = layout()
  await at(120, floorPlan)
  await at(118, reservations(now, tableIds))
  const evening = [...seatedParties(tableIds), ...line()].sort((a, b) => b.minutesAgo - a.minutesAgo)
  for (const { minutesAgo, commands: wanted } of evening) await at(minutesAgo, wanted)
  await commands.close()
  return signIn
}
