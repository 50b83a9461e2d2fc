import type { CommandRequest } from '@qtable/domain'
import { uuidv7 } from '@qtable/protocol'
import pino from 'pino'
import { accountByEmail } from '../accounts/account.ts'
import { openAccounts } from '../accounts/accounts.ts'
import { openPasswords } from '../accounts/passwords.ts'
import { openCommands } from '../commands/execute.ts'
import { hasSecret, secretIn } from '../data-dir.ts'
import type { Database } from '../db/database.ts'
import { openFloors } from '../journal/floors.ts'
import { openJournal } from '../journal/journal.ts'
import { StartError } from '../start-error.ts'
import { demoEvening, demoFloorPlan, demoReservations } from './demo-evening.ts'

export interface DemoSignIn {
  email: string
  password: string
}

const email = 'demo@qtable.example'
// What every demo had before each got a password that nobody else knows.
const formerPassword = 'table-for-two'
const passwordFile = 'demo-password'

const minuteMs = 60_000

/** The database, and the folder where the password of its demo is kept. */
export interface DemoPlace {
  db: Database
  dataDir: string
}

/** The sign-in of the demo restaurant; undefined where there is none, or where its password was changed. */
export async function findDemo({ db, dataDir }: DemoPlace): Promise<DemoSignIn | undefined> {
  const account = await accountByEmail(db, email)
  if (!account) return undefined
  const passwords = openPasswords()
  const kept = hasSecret(dataDir, passwordFile) ? [secretIn(dataDir, passwordFile)] : []
  for (const password of [...kept, formerPassword]) {
    if (await passwords.verify(password, account.passwordHash)) return { email, password }
  }
  return undefined
}

/** `StartError` where somebody can sign in to the demo. */
export async function mustHaveNoDemo(place: DemoPlace): Promise<void> {
  if (!(await findDemo(place))) return
  throw new StartError(
    `The sign-in of the demo, ${email}, works in this database; set another password with: qtable user password ${email}`,
  )
}

/**
 * Creates the demo restaurant in an empty database: 20 tables, a waitlist, and reservations around the current hour. It
 * runs the commands that clients send, on a clock that starts two hours ago. Returns the sign-in, or undefined if the
 * database already has a restaurant. `now` is in epoch milliseconds.
 */
export async function addDemo({ db, dataDir }: DemoPlace, now = Date.now()): Promise<DemoSignIn | undefined> {
  const [existing] = await db.asSystem((tx) => tx.query('select 1 from tenants limit 1'))
  if (existing) return undefined
  const clock = { now: now - 120 * minuteMs }
  const signIn = { email, password: secretIn(dataDir, passwordFile) }
  const { restaurantId, actor } = await createRestaurant(db, signIn, () => clock.now)
  const journal = openJournal({ db })
  const floors = openFloors({ journal })
  const commands = openCommands({ journal, floors, log: pino({ level: 'silent' }), now: () => clock.now })

  /** Runs commands as one batch, `minutesAgo` on the demo's clock. */
  async function run(minutesAgo: number, requests: readonly CommandRequest[]): Promise<void> {
    clock.now = Math.max(clock.now, now - minutesAgo * minuteMs)
    const batch = requests.map((request) => ({ id: uuidv7(clock.now), ...request }))
    const unit = { id: uuidv7(clock.now), kind: 'batch' as const, commands: batch }
    await commands.execute(restaurantId, actor, { unit, clientChoseId: false })
  }

  const { tableId, commands: floorPlan } = demoFloorPlan()
  await run(120, floorPlan)
  await run(118, demoReservations(now, tableId))
  for (const step of demoEvening(tableId)) await run(step.minutesAgo, step.commands)
  await commands.close()
  return signIn
}

async function createRestaurant(db: Database, signIn: DemoSignIn, now: () => number) {
  const { administration } = openAccounts({
    ...{ db, now },
    // Signs nothing: no sign-in happens while the demo is created.
    secretKey: uuidv7() + uuidv7(),
    accessTokenMinutes: 1,
    refreshTokenDays: 1,
  })
  const { restaurant, owner } = await administration.createRestaurant({
    name: 'Osteria Demo',
    timezone: Intl.DateTimeFormat().resolvedOptions().timeZone,
    owner: { ...signIn, name: 'Dana Demo' },
  })
  await administration.addPerson(restaurant.id, {
    email: 'host@qtable.example',
    name: 'Hanna Host',
    role: 'host',
    password: signIn.password,
  })
  if (!owner.account) throw new Error('the owner of the demo is no member')
  const { id, name } = owner.account
  return { restaurantId: restaurant.id, actor: { id, name, role: 'owner' as const } }
}
