import { randomUUID } from 'node:crypto'
import pg from 'pg'
import { pino } from 'pino'
import { createRestaurant } from '../../apps/server/src/accounts/create-restaurant.ts'
import { type Database, openDatabase } from '../../apps/server/src/db/database.ts'
import * as statements from './statements.ts'

export type { Scale } from './statements.ts'

/** A restaurant and its signed-in owner. */
export interface FilledRestaurant {
  restaurantId: number
  userId: string
  /** The session of an access token. It lives for thirty days. */
  sessionId: string
}

const defaultScale: statements.Scale = {
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
const partiesPerStep = 20_000
const atOnce = 2

/**
 * Fills a database with restaurants by SQL: two years of history take minutes. QTable could have written the same rows: every
 * constraint and policy of the database holds, and a restaurant can be exported and imported.
 */
export async function fill({
  url,
  restaurants,
  scale = {},
}: {
  /** As the server's `DATABASE_URL`. */
  url: string
  restaurants: number
  scale?: Partial<statements.Scale>
}): Promise<FilledRestaurant[]> {
  const whole = { ...defaultScale, ...scale }
  const now = new Date()
  const db = await openDatabase({ url, log: pino({ level: 'silent' }), poolSize: atOnce })
  try {
    const created = await each(Array.from({ length: restaurants }), () => create(db, now))
    // Week by week over all restaurants, so that a page of the database holds parties of many restaurants, as in use.
    const size = Math.max(7 * whole.partiesPerDay, Math.ceil(partiesPerStep / restaurants))
    for (let to = whole.history; to > 0; to -= size) {
      const values = [Math.max(0, to - size), to, whole.partiesPerDay, now]
      await each(created, ({ restaurantId }) =>
        db.asRestaurant(restaurantId, (tx) => tx.query(statements.pastRows, values)),
      )
    }
    const filled = await each(created, (restaurant) => fillRestaurant(db, restaurant, { scale: whole, now }))
    await vacuum(url)
    return filled
  } finally {
    await db.close()
  }
}

/** Runs `work` for all, two at a time. The results are in the order in which they were ready. */
async function each<T, R>(all: readonly T[], work: (one: T) => Promise<R>): Promise<R[]> {
  const results: R[] = []
  const left = [...all]
  const worker = async () => {
    while (left.length > 0) results.push(await work(left.shift() as T))
  }
  await Promise.all(Array.from({ length: atOnce }, worker))
  return results
}

interface Created {
  restaurantId: number
  owner: { id: string; name: string }
}

async function create(db: Database, now: Date): Promise<Created> {
  const owner = { id: randomUUID(), name: 'Owner' }
  const at = new Date(now.getTime() - 8 * 86_400_000).toISOString()
  const { id: restaurantId } = await createRestaurant(db, { name: 'Trattoria', timezone: 'UTC', actor: owner, at })
  return { restaurantId, owner }
}

/** Writes everything but the history. */
async function fillRestaurant(
  db: Database,
  { restaurantId, owner }: Created,
  { scale, now }: { scale: statements.Scale; now: Date },
): Promise<FilledRestaurant> {
  const write = (query: string, values: unknown[]) => db.asRestaurant(restaurantId, (tx) => tx.query(query, values))
  const seated = Math.min(scale.tables, Math.floor(scale.parties / 4))
  await db.asRestaurant(restaurantId, async (tx) => {
    await tx.query(statements.sections, [now])
    await tx.query(statements.tables, [now, scale.tables, seated])
    await tx.query(statements.combinations, [now, scale.tables])
    await tx.query(statements.parties, [now, scale.parties, seated, scale.endedHoursAgo])
    await tx.query(statements.bookings, [now, scale.bookings, scale.tables])
  })
  await write(statements.log, [now, scale.logged, owner.id])
  await write(statements.versions, [])
  if (scale.receipts > 0) await write(statements.receipts, [now, scale.receipts])
  await write(statements.clock, [])
  const sessionId = await addMember(db, { restaurantId, person: owner, role: 'owner', tokens: scale.tokens })
  for (let i = 1; i < scale.people; i++) {
    const person = { id: randomUUID(), name: `Host ${i}` }
    await addMember(db, { restaurantId, person, role: 'host', tokens: scale.tokens })
  }
  return { restaurantId, userId: owner.id, sessionId }
}

/** Creates an account with a membership and a session; returns the session. */
async function addMember(
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
    await tx.query(statements.tokens, [new Date(), person.id, sessionId, tokens])
  })
  return sessionId
}

// As autovacuum does: a database that has been in use has statistics and a visibility map.
async function vacuum(url: string): Promise<void> {
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
