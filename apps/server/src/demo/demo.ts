import type { Actor, CommandRequest, Role } from '@qtable/domain'
import { uuidv7 } from '@qtable/protocol'
import pino from 'pino'
import { accountByEmail, membershipsOf } from '../accounts/account.ts'
import { openAccounts } from '../accounts/accounts.ts'
import { openPasswords } from '../accounts/passwords.ts'
import { openCommands, system } from '../commands/execute.ts'
import { hasSecret, secretIn } from '../data-dir.ts'
import type { Database } from '../db/database.ts'
import { openFloors } from '../journal/floors.ts'
import { openJournal } from '../journal/journal.ts'
import { StartError } from '../start-error.ts'
import { demoEvening, demoFloorPlan, demoReservations, type TableIdOf } from './demo-evening.ts'
import { eveningZone } from './evening-zone.ts'

export interface DemoSignIn {
  email: string
  password: string
}

const email = 'demo@qtable.example'
// What every demo had before each got a password that nobody else knows.
const formerPassword = 'table-for-two'
const passwordFile = 'demo-password'
/** Nobody knows this person's password: what they did, no visitor has done. */
/** How far back a visitor is looked for. */
const latestVersions = 1000
export const managerEmail = 'manager@qtable.example'

const minuteMs = 60_000
const dayMs = 24 * 60 * minuteMs

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
 * Creates the demo restaurant in an empty database: 20 tables, a waitlist, and reservations, in a time zone where it is
 * evening. It runs the commands that clients send, on a clock that starts two hours ago. Returns the sign-in, or undefined
 * if the database already has a restaurant. `now` is in epoch milliseconds.
 */
export async function addDemo({ db, dataDir }: DemoPlace, now = Date.now()): Promise<DemoSignIn | undefined> {
  const [existing] = await db.asSystem((tx) => tx.query('select 1 from tenants limit 1'))
  if (existing) return undefined
  const signIn = { email, password: secretIn(dataDir, passwordFile) }
  const opening = { at: now - 120 * minuteMs, timezone: zoneAt(now) }
  const { restaurantId, actor } = await createRestaurant(db, signIn, opening)
  const evening = openEvening(db, { restaurantId, actor, now })
  const { tableId, commands: floorPlan } = demoFloorPlan()
  await evening.run(120, floorPlan)
  await evening.play(tableId)
  await evening.close()
  return signIn
}

/**
 * Gives the demo restaurant a new evening if its last one is older than a day and no visitor has changed it in its last
 * 1,000 versions. Returns whether it did. `now` is in epoch milliseconds.
 */
export async function renewDemo({ db }: { db: Database }, now = Date.now()): Promise<boolean> {
  const manager = await accountByEmail(db, managerEmail)
  if (!manager) return false
  const actor = { id: manager.id, name: manager.name, role: 'manager' as const }
  const [membership] = await db.asAccount({ userId: actor.id }, (tx) => membershipsOf(tx, actor.id))
  if (!membership) return false
  const { restaurantId } = membership
  if (!(await isOldAndUntouched(db, { restaurantId, actor, now }))) return false
  const evening = openEvening(db, { restaurantId, actor, now })
  const { floor } = await evening.floors.read(restaurantId)
  const idsByNumber = new Map([...floor.tables.values()].map(({ id, tableNumber }) => [tableNumber, id]))
  const clearing: CommandRequest[] = [
    ...[...floor.guests.values()].map(({ id }) => ({ type: 'guest.delete' as const, payload: { guestId: id } })),
    ...[...floor.reservations.values()].map(({ id }) => ({
      type: 'reservation.delete' as const,
      payload: { reservationId: id },
    })),
    ...[...floor.tables.values()].map(({ id }) => ({
      type: 'table.setStatus' as const,
      payload: { tableId: id, status: 'available' as const },
    })),
  ]
  await evening.run(120, clearing)
  await evening.run(119, [{ type: 'restaurant.update', payload: { timezone: zoneAt(now) } }])
  await evening.play((number) => idsByNumber.get(number) ?? number)
  await evening.close()
  return true
}

function zoneAt(now: number): string {
  return eveningZone(now, Intl.DateTimeFormat().resolvedOptions().timeZone)
}

async function isOldAndUntouched(
  db: Database,
  { restaurantId, actor, now }: { restaurantId: number; actor: Actor; now: number },
): Promise<boolean> {
  const [log] = await db.asRestaurant(restaurantId, (tx) =>
    tx.query<{ last: Date | null; visitors: number }>(
      `select max(committed_at) filter (where actor_id = $1) as last,
         count(*) filter (where actor_id not in ($1, $2) and version > 1)::int as visitors
       from (
         select committed_at, actor_id, version from log
         where restaurant_id = current_setting('app.restaurant_id')::int order by version desc limit $3
       ) latest`,
      [actor.id, system.id, latestVersions],
    ),
  )
  if (!log || log.visitors > 0) return false
  return log.last === null || now - log.last.getTime() > dayMs
}

/** The demo's evening: its commands run on a clock that starts two hours ago. */
function openEvening(
  db: Database,
  { restaurantId, actor, now }: { restaurantId: number; actor: Actor & { role: Role }; now: number },
) {
  const clock = { now: now - 120 * minuteMs }
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

  async function play(tableId: TableIdOf): Promise<void> {
    await run(118, demoReservations(now, tableId))
    for (const step of demoEvening(tableId)) await run(step.minutesAgo, step.commands)
  }

  return { floors, run, play, close: () => commands.close() }
}

async function createRestaurant(db: Database, signIn: DemoSignIn, { at, timezone }: { at: number; timezone: string }) {
  const { administration } = openAccounts({
    ...{ db, now: () => at },
    // Signs nothing: no sign-in happens while the demo is created.
    secretKey: uuidv7() + uuidv7(),
    accessTokenMinutes: 1,
    refreshTokenDays: 1,
  })
  const { restaurant } = await administration.createRestaurant({
    name: 'Osteria Demo',
    timezone,
    owner: { ...signIn, name: 'Dana Demo' },
  })
  await administration.addPerson(restaurant.id, {
    email: 'host@qtable.example',
    name: 'Hanna Host',
    role: 'host',
    password: signIn.password,
  })
  const { account: manager } = await administration.addPerson(restaurant.id, {
    email: managerEmail,
    name: 'Maya Manager',
    role: 'manager',
    password: uuidv7() + uuidv7(),
  })
  if (!manager) throw new Error('the manager of the demo is no member')
  const { id, name } = manager
  return { restaurantId: restaurant.id, actor: { id, name, role: 'manager' as const } }
}
