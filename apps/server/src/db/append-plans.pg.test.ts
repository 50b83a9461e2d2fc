import { randomUUID } from 'node:crypto'
import pg from 'pg'
import { pino } from 'pino'
import { expect, onTestFinished, test } from 'vitest'
import { createTestDatabase } from '../testing/cluster.ts'
import { type Explained, type PlanNode, recordQueries } from '../testing/query-recorder.ts'
import { type Database, openDatabase } from './database.ts'
import { prepareDatabase } from './prepare.ts'
import { appendAt, createEmptyRestaurant, type RowsOfTest } from './testing/append-at.ts'
import {
  combinationRow,
  guestRow,
  reservationRow,
  restaurantRow,
  seatedParty,
  sectionRow,
  tableRow,
} from './testing/rows.ts'

const log = pino({ level: 'silent' })

/** A database that explains every statement to whoever connects from now on, also those inside of functions. */
async function openExplaining(fill: (database: Database) => Promise<void>, { isAnalyzed = false } = {}) {
  const { url, adminUrl, close } = await createTestDatabase()
  onTestFinished(close)
  await prepareDatabase({ url, log })
  const admin = new pg.Client({ connectionString: adminUrl })
  await admin.connect()
  onTestFinished(() => admin.end())
  // Nothing but the test decides whether there are statistics.
  const { rows } = await admin.query<{ name: string }>(
    `select relname as name from pg_class where relnamespace = 'qtable'::regnamespace and relkind = 'r'`,
  )
  for (const { name } of rows) await admin.query(`alter table qtable.${name} set (autovacuum_enabled = off)`)
  const filling = await openDatabase({ url, log })
  await fill(filling)
  await filling.close()
  if (isAnalyzed) await admin.query('analyze')
  const settings = {
    session_preload_libraries: 'auto_explain',
    'auto_explain.log_min_duration': 0,
    'auto_explain.log_level': 'notice',
    'auto_explain.log_format': 'json',
    'auto_explain.log_analyze': 'on',
    'auto_explain.log_timing': 'off',
    'auto_explain.log_nested_statements': 'on',
  }
  const name = new URL(url).pathname.slice(1)
  for (const [key, value] of Object.entries(settings))
    await admin.query(`alter database ${name} set ${key} = '${value}'`)
  const database = await openDatabase({ url, log })
  onTestFinished(() => database.close())
  const { explained } = recordQueries()
  return { database, admin, explained }
}

interface Scan {
  query: string
  relation: string
  /** Undefined where all rows are read. */
  index: string | undefined
  condition: string
}

function scansOf({ query, plan }: Explained): Scan[] {
  const scans: Scan[] = []
  const walk = (node: PlanNode & { 'Index Cond'?: string }, above?: string): void => {
    const relation = node['Relation Name'] ?? above ?? ''
    const index = node['Index Name']
    if (index || node['Node Type'] === 'Seq Scan') {
      scans.push({ query, relation, index, condition: node['Index Cond'] ?? '' })
    }
    for (const child of node.Plans ?? []) walk(child, node['Relation Name'])
  }
  walk(plan)
  return scans
}

const reservation = reservationRow()
const receipt = () => ({ id: randomUUID(), fingerprint: 'f', transactionId: null, version: 0, problem: null })

/** Appends that come through every statement there is. */
async function driveAppends(database: Database, restaurantId: number): Promise<void> {
  const section = sectionRow()
  const one = seatedParty()
  const crowd = Array.from({ length: 4 }, () => seatedParty())
  const table = tableRow({ sectionId: section.id })
  const combination = combinationRow()
  const booked = { ...reservation, id: randomUUID(), tableIds: [table.id] }
  const guest = guestRow({ reservationId: booked.id })
  const steps: RowsOfTest[] = [
    { put: { restaurants: [restaurantRow(restaurantId)], sections: [section], combinations: [combination] } },
    { put: { tables: [table], reservations: [booked], guests: [guest] } },
    // A few seats are looked at by triggers, many at once.
    { put: { tables: [one.table], guests: [one.guest] } },
    { put: { tables: crowd.map((party) => party.table), guests: crowd.map((party) => party.guest) } },
    { put: { reservations: [{ ...booked, startsAt: '2026-05-02T19:00:00.000Z', guestId: guest.id }] } },
    { remove: { tables: [one.table.id], guests: [one.guest.id], combinations: [combination.id] } },
    { put: { guests: [{ ...guest, reservationId: null }] }, archive: { reservations: [booked.id] } },
    { put: { tables: [{ ...table, sectionId: null }] } },
    { remove: { sections: [section.id] } },
    { put: { guests: [{ ...guest, reservationId: null, status: 'left' }] } },
    { archive: { guests: [guest.id] } },
  ]
  for (const [version, rows] of steps.entries()) {
    const outcomes = await database.append([appendAt(version, { restaurantId, ...rows, receipts: [receipt()] })])
    expect(outcomes, `step ${version}`).toMatchObject([{ outcome: 'committed' }])
  }
  // Stale and repeated appends run lookups too.
  const stale = await database.append([appendAt(0, { restaurantId, receipts: [receipt()] })])
  expect(stale).toMatchObject([{ outcome: 'stale' }])
}

async function fillFloors(database: Database): Promise<void> {
  for (const restaurantId of [1, 2, 3]) {
    await createEmptyRestaurant(database, restaurantId)
    const rows = <T>(count: number, row: () => T): T[] => Array.from({ length: count }, row)
    const put = {
      restaurants: [restaurantRow(restaurantId)],
      sections: rows(4, sectionRow),
      tables: rows(60, tableRow),
      combinations: rows(10, combinationRow),
      guests: rows(300, guestRow),
      reservations: rows(200, reservationRow),
    }
    const outcomes = await database.append([appendAt(0, { restaurantId, put, receipts: rows(100, receipt) })])
    expect(outcomes).toMatchObject([{ outcome: 'committed' }])
  }
}

/** The columns that must all be given for an index to find one row: those of its key, and of a plan those of its reservation. */
async function keyColumns(admin: pg.Client): Promise<Map<string, string[]>> {
  const { rows } = await admin.query<{ name: string; columns: string[] }>(`
    select c.relname as name, array(
      select a.attname::text from unnest(i.indkey) with ordinality k (number, place)
      join pg_attribute a on a.attrelid = i.indrelid and a.attnum = k.number order by k.place) as columns
    from pg_index i join pg_class c on c.oid = i.indexrelid
    where c.relnamespace = 'qtable'::regnamespace and i.indisunique and i.indpred is null`)
  return new Map([
    ...rows.map(({ name, columns }): [string, string[]] => [name, columns]),
    ['plans_pkey', ['restaurant_id', 'reservation_id']],
  ])
}

// A foreign key looks for rows that still point to a deleted row. There are at most some hundred tables and plans; parties
// and reservations are kept for years and have an index for it.
const isReverseLookup = ({ query }: Scan) => /^SELECT 1 FROM ONLY .* WHERE \$1 OPERATOR/.test(query)
const reverseKeys: Record<string, string[]> = {
  plans: ['restaurant_id'],
  tables: ['restaurant_id'],
  guests: ['restaurant_id', 'reservation_id'],
  reservations: ['restaurant_id', 'guest_id'],
}

async function mustGoByKeys(scans: readonly Scan[], admin: pg.Client): Promise<void> {
  const keys = await keyColumns(admin)
  for (const scan of scans) {
    const columns = isReverseLookup(scan) ? reverseKeys[scan.relation] : keys.get(scan.index ?? '')
    expect(columns, JSON.stringify(scan)).toBeDefined()
    for (const column of columns ?? []) {
      expect(scan.condition, JSON.stringify(scan)).toMatch(new RegExp(`\\b${column} (=|>=) `))
    }
  }
  const relations = new Set(scans.map(({ relation }) => relation))
  for (const relation of ['clocks', 'log', 'receipts', 'tables', 'guests', 'reservations', 'plans', 'sections']) {
    expect(relations).toContain(relation)
  }
}

test('a new database without any statistics: every statement of an append goes by full keys', async () => {
  const { database, admin, explained } = await openExplaining((db) => createEmptyRestaurant(db))
  await driveAppends(database, 1)
  const { rows } = await admin.query(`select from pg_stats where schemaname = 'qtable'`)
  expect(rows).toEqual([])
  await mustGoByKeys(explained.flatMap(scansOf), admin)
})

test('a database that was analyzed while it was empty: every statement of an append goes by full keys', async () => {
  const { database, admin, explained } = await openExplaining((db) => createEmptyRestaurant(db), { isAnalyzed: true })
  await driveAppends(database, 1)
  await mustGoByKeys(explained.flatMap(scansOf), admin)
})

test('a database with statistics of its rows: every statement of an append goes by full keys', async () => {
  const fill = async (db: Database) => {
    await fillFloors(db)
    await createEmptyRestaurant(db, 4)
  }
  const { database, admin, explained } = await openExplaining(fill, { isAnalyzed: true })
  await driveAppends(database, 4)
  await mustGoByKeys(explained.flatMap(scansOf), admin)
})
