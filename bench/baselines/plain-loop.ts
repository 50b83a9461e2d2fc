import { createHash, randomUUID } from 'node:crypto'
import pg from 'pg'
import { answerCalls } from '../processes/answer-calls.ts'

// The baseline of the rows that write: the rows of a change, one transaction for each change. It is as fast as such a loop
// can be: no HTTP, prepared statements, and two round trips. The first returns the version that the second writes.

type Entity = Record<string, unknown> & { id: string; version: number }

/** A party that is changed over and over, and for a seat its table. */
interface Subject {
  party: Entity
  table: Entity | undefined
}

interface Restaurant {
  id: number
  subjects: Subject[]
  next: number
}

export interface PlainLoopOptions {
  url: string
  workingRole: string
  restaurantIds: readonly number[]
  /** `status` (the default) calls a party and puts it back in line; `seat` seats it at a table and frees the table. */
  changes?: 'status' | 'seat'
  /** Concurrent writers. They share restaurants only where there are more writers than restaurants. */
  writers: number
  connections: number
  /** Each statement waits for the one before. Without it a change takes two round trips. */
  isOneByOne?: boolean
}

let pool: pg.Pool | undefined
let role = ''
let shares: Restaurant[][] = []
let isOneByOne = false
let changes: NonNullable<PlainLoopOptions['changes']> = 'status'

async function open(options: PlainLoopOptions): Promise<void> {
  role = options.workingRole
  isOneByOne = options.isOneByOne ?? false
  changes = options.changes ?? 'status'
  const opened = new pg.Pool({ connectionString: options.url, max: options.connections, pipeline: true })
  pool = opened
  const restaurants = await Promise.all(options.restaurantIds.map((id) => load(opened, id)))
  shares = Array.from({ length: options.writers }, (_, writer) => {
    const own = restaurants.filter((_one, i) => i % options.writers === writer)
    return own.length > 0 ? own : [partOf(restaurants, writer)]
  })
}

// More writers than restaurants: each writer has its own party, and only the clock is shared.
function partOf(restaurants: readonly Restaurant[], writer: number): Restaurant {
  const one = restaurants[writer % restaurants.length]
  const subject = one?.subjects[writer % one.subjects.length]
  if (!one || !subject) throw new Error('nothing to write to')
  return { ...one, subjects: [subject] }
}

async function load(from: pg.Pool, id: number): Promise<Restaurant> {
  const client = await from.connect()
  try {
    await client.query('begin')
    await asTenant(client, id)
    const { rows: parties } = await client.query<{ data: Entity }>(
      `select data from qtable.guests where restaurant_id = $1 and data->>'status' in ('waiting', 'notified') order by id`,
      [id],
    )
    const { rows: tables } = await client.query<{ data: Entity }>(
      `select data from qtable.tables where restaurant_id = $1 and data->>'status' = 'available' order by id`,
      [id],
    )
    await client.query('commit')
    const subjects =
      changes === 'seat'
        ? tables.map(({ data: table }, n) => ({ party: parties[n]?.data as Entity, table }))
        : parties.map(({ data: party }) => ({ party, table: undefined }))
    return { id, subjects: subjects.filter(({ party }) => party !== undefined), next: 0 }
  } finally {
    client.release()
  }
}

function asTenant(client: pg.PoolClient, restaurantId: number) {
  return client.query({
    name: 'tenant',
    text: `select set_config('role', $1, true), set_config('app.restaurant_id', $2, true)`,
    values: [role, String(restaurantId)],
  })
}

/** The entities after the next change. */
function changed({ party, table }: Subject, at: string, version: number): Subject {
  const stamps = { updatedAt: at, version }
  if (!table) {
    const status = party.status === 'waiting' ? 'notified' : 'waiting'
    return { party: { ...party, ...stamps, status, notifiedAt: status === 'notified' ? at : null }, table }
  }
  const seats = party.status !== 'seated'
  return {
    party: {
      ...{ ...party, ...stamps, status: seats ? 'seated' : 'waiting', seatedAt: seats ? at : null },
      ...{ tableId: seats ? table.id : null, tableIds: seats ? [table.id] : [] },
    },
    table: {
      ...{ ...table, ...stamps },
      ...{ status: seats ? 'occupied' : 'available', currentGuestId: seats ? party.id : null },
    },
  }
}

// The fields that a change changes. Of the entity before, the log stores only these, as QTable does.
const changedFields = {
  status: { guest: ['status', 'notifiedAt', 'updatedAt', 'version'], table: [] },
  seat: {
    guest: ['status', 'seatedAt', 'tableId', 'tableIds', 'updatedAt', 'version'],
    table: ['status', 'currentGuestId', 'updatedAt', 'version'],
  },
}

function logged(type: 'guest' | 'table', before: Entity, data: Entity): object {
  const was: Record<string, unknown> = {}
  for (const field of changedFields[changes][type]) was[field] = before[field]
  return { entity_type: type, entity_id: data.id, action: 'update', data, before: was, partial: true }
}

async function change(from: pg.Pool, restaurant: Restaurant): Promise<string> {
  const index = restaurant.next
  restaurant.next = (index + 1) % restaurant.subjects.length
  const before = restaurant.subjects[index]
  if (!before) throw new Error('a restaurant without parties')
  const id = randomUUID()
  const at = new Date().toISOString()
  const client = await from.connect()
  try {
    const [, , clock] = await runAll([
      () => client.query('begin'),
      () => asTenant(client, restaurant.id),
      () =>
        client.query({
          name: 'clock',
          text: `update qtable.clocks set version = version + 1, committed_at = greatest(committed_at, $2),
            transaction_id = $3 where restaurant_id = $1 returning version`,
          values: [restaurant.id, at, id],
        }),
    ])
    const version = Number(clock?.rows[0]?.version)
    const after = changed(before, at, version)
    const rows: [name: 'guest' | 'table', before: Entity, data: Entity][] = [['guest', before.party, after.party]]
    if (before.table && after.table) rows.push(['table', before.table, after.table])
    const ids = rows.map(([, , data]) => data.id)
    const loggedChanges = JSON.stringify(rows.map(([type, was, data]) => logged(type, was, data)))
    const answers = await runAll([
      ...rows.map(
        ([type, , data]) =>
          () =>
            client.query({
              name: type,
              text: `update qtable.${type}s set version = $3, data = $4 where restaurant_id = $1 and id = $2`,
              values: [restaurant.id, data.id, version, JSON.stringify(data)],
            }),
      ),
      () =>
        client.query({
          name: 'log',
          text: `insert into qtable.log (restaurant_id, version, transaction_id, fingerprint, committed_at, actor_id,
            actor_name, command, command_ids, role, atomic, forced, entity_ids, changes)
            values ($1, $2, $3, $4, $5, $6, 'Device', 'guest.setStatus', array[$3::uuid], 'host', true, false, $7, $8)`,
          values: [restaurant.id, version, id, fingerprintOf(after.party), at, id, ids, loggedChanges],
        }),
      () => client.query('commit'),
    ])
    if (answers.at(-1)?.command !== 'COMMIT') throw new Error('a transaction was not committed')
    restaurant.subjects[index] = after
    return id
  } finally {
    client.release()
  }
}

/** The results of the statements, in order. */
async function runAll(statements: readonly (() => Promise<pg.QueryResult>)[]): Promise<pg.QueryResult[]> {
  if (!isOneByOne) return Promise.all(statements.map((statement) => statement()))
  const answers: pg.QueryResult[] = []
  for (const statement of statements) answers.push(await statement())
  return answers
}

function fingerprintOf({ id, status }: Entity): string {
  return createHash('sha256').update(JSON.stringify({ id, status })).digest('hex')
}

async function run({ seconds }: { seconds: number }) {
  const open = pool
  if (!open) throw new Error('the loop is not open')
  const latencies: number[] = []
  const transactionIds: string[] = []
  const start = performance.now()
  const before = process.cpuUsage()
  const endAt = start + seconds * 1000
  const write = async (share: readonly Restaurant[]) => {
    for (let n = 0; ; n++) {
      const restaurant = share[n % share.length]
      const beganAt = performance.now()
      if (!restaurant || beganAt >= endAt) return
      transactionIds.push(await change(open, restaurant))
      latencies.push(performance.now() - beganAt)
    }
  }
  await Promise.all(shares.map(write))
  const took = (performance.now() - start) / 1000
  const { user, system } = process.cpuUsage(before)
  const driverBusy = (user + system) / 1e6 / took
  return { count: latencies.length, seconds: took, driverBusy, latencies: Float64Array.from(latencies), transactionIds }
}

const calls = { open, run }
export type PlainLoop = typeof calls
answerCalls(calls)
