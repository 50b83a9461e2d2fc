import { randomUUID } from 'node:crypto'
import pg from 'pg'
import { pino } from 'pino'
import { createRestaurant } from '../../apps/server/src/accounts/create-restaurant.ts'
import { type Database, openDatabase } from '../../apps/server/src/db/database.ts'
import * as rows from './rows.ts'

export type { Scale } from './rows.ts'

/** A restaurant that was filled, and somebody who is signed in there as its owner. */
export interface Filled {
  restaurantId: number
  userId: string
  /** For an access token: the session lives for thirty days. */
  sessionId: string
}

const aFloor: rows.Scale = {
  tables: 60,
  parties: 200,
  bookings: 40,
  history: 0,
  partiesPerDay: 30,
  logged: 1,
  receipts: 0,
  people: 1,
  tokens: 1,
  endedHoursAgo: 1,
}
const partiesAtOnce = 20_000

/**
 * Fills a database with restaurants, straight by SQL: what takes QTable two years takes minutes. What is written is what
 * QTable could have written: every constraint and policy of the database holds, and an export of it is whole.
 */
export async function fill({
  url,
  restaurants,
  scale = {},
  atOnce = 2,
  progress = () => undefined,
}: {
  /** As the server's `DATABASE_URL`. */
  url: string
  restaurants: number
  scale?: Partial<rows.Scale>
  atOnce?: number
  progress?: (done: number) => void
}): Promise<Filled[]> {
  const whole = { ...aFloor, ...scale }
  const now = new Date()
  const db = await openDatabase({ url, log: pino({ level: 'silent' }), poolSize: atOnce })
  const filled: Filled[] = []
  try {
    const founded = await each(Array.from({ length: restaurants }), atOnce, () => found(db, now))
    // Years go by in all of them together: on a page of the database lie those who came in one week, of many restaurants.
    const size = Math.max(7 * whole.partiesPerDay, Math.ceil(partiesAtOnce / restaurants))
    for (let to = whole.history; to > 0; to -= size) {
      const values = [Math.max(0, to - size), to, whole.partiesPerDay, now]
      await each(founded, atOnce, ({ restaurantId }) =>
        db.asRestaurant(restaurantId, (tx) => tx.query(rows.historyRows, values)),
      )
    }
    await each(founded, atOnce, async (one) => progress(filled.push(await open(db, one, { scale: whole, now }))))
  } finally {
    await db.close()
  }
  await tidy(url)
  return filled
}

async function each<T, R>(all: readonly T[], atOnce: number, work: (one: T) => Promise<R>): Promise<R[]> {
  const results: R[] = []
  const left = [...all]
  const worker = async () => {
    while (left.length > 0) results.push(await work(left.shift() as T))
  }
  await Promise.all(Array.from({ length: atOnce }, worker))
  return results
}

interface Founded {
  restaurantId: number
  owner: { id: string; name: string }
}

async function found(db: Database, now: Date): Promise<Founded> {
  const owner = { id: randomUUID(), name: 'Owner' }
  const at = new Date(now.getTime() - 8 * 86_400_000).toISOString()
  const { id: restaurantId } = await createRestaurant(db, { name: 'Trattoria', timezone: 'UTC', actor: owner, at })
  return { restaurantId, owner }
}

/** Fills the floor of a restaurant, and all but its history. */
async function open(
  db: Database,
  { restaurantId, owner }: Founded,
  { scale, now }: { scale: rows.Scale; now: Date },
): Promise<Filled> {
  const write = (query: string, values: unknown[]) => db.asRestaurant(restaurantId, (tx) => tx.query(query, values))
  const taken = Math.min(scale.tables, Math.floor(scale.parties / 4))
  await db.asRestaurant(restaurantId, async (tx) => {
    await tx.query(rows.sections, [now])
    await tx.query(rows.tables, [now, scale.tables, taken])
    await tx.query(rows.combinations, [now, scale.tables])
    await tx.query(rows.parties, [now, scale.parties, taken, scale.endedHoursAgo])
    await tx.query(rows.bookings, [now, scale.bookings, scale.tables])
  })
  await write(rows.log, [now, scale.logged, owner.id])
  await write(rows.versions, [])
  if (scale.receipts > 0) await write(rows.receipts, [now, scale.receipts])
  await write(rows.clock, [])
  const sessionId = await join(db, { restaurantId, person: owner, role: 'owner', tokens: scale.tokens })
  for (let i = 1; i < scale.people; i++) {
    const person = { id: randomUUID(), name: `Host ${i}` }
    await join(db, { restaurantId, person, role: 'host', tokens: scale.tokens })
  }
  return { restaurantId, userId: owner.id, sessionId }
}

/** Makes an account and lets it in; gives its session. */
async function join(
  db: Database,
  {
    restaurantId,
    person,
    role,
    tokens,
  }: { restaurantId: number; person: { id: string; name: string }; role: string; tokens: number },
): Promise<string> {
  const sessionId = randomUUID()
  await db.asAccount({ userId: person.id, restaurantId }, async (tx) => {
    const email = `${person.id}@example.com`
    await tx.query(`insert into users (id, email, name, password_hash) values ($1, $2, $3, 'none')`, [
      ...[person.id, email, person.name],
    ])
    await tx.query(`insert into memberships (restaurant_id, user_id, role) values ($1, $2, $3)`, [
      ...[restaurantId, person.id, role],
    ])
    await tx.query(rows.tokens, [new Date(), person.id, sessionId, tokens])
  })
  return sessionId
}

// What autovacuum does sooner or later: a server that has run for two years has statistics and a visibility map.
async function tidy(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    const { rows: tables } = await client.query<{ name: string }>(
      `select relname as name from pg_class where relnamespace = 'qtable'::regnamespace and relkind = 'r'`,
    )
    for (const { name } of tables) await client.query(`vacuum (analyze) qtable.${pg.escapeIdentifier(name)}`)
  } finally {
    await client.end()
  }
}
