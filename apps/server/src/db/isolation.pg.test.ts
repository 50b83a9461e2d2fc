import { randomUUID } from 'node:crypto'
import { entities, listedTypes } from '@qtable/domain'
import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openTestDatabase, type TestDatabase } from '../testing/cluster.ts'
import { appendAt, createEmptyRestaurant, transactionAt } from './testing/append-at.ts'
import { combinationRow, reservationRow, restaurantRow, seatedParty, sectionRow, tableRow } from './testing/rows.ts'

/** What holds rows of nobody: the directory of tenants, the installation, and ids of users whose sign-ins changed. */
const ofNobody = ['account_changes', 'functions', 'installation', 'migrations', 'session_nodes', 'tenants']

interface TableFacts {
  name: string
  isEnabled: boolean
  isForced: boolean
  policies: number
  columns: string[]
  /** The first column of every primary and unique key. */
  keyStarts: string[]
}

let opened: TestDatabase
let admin: pg.Client
let tables: TableFacts[]

beforeAll(async () => {
  opened = await openTestDatabase()
  admin = new pg.Client({ connectionString: opened.adminUrl })
  await admin.connect()
  const { rows } = await admin.query<TableFacts>(`
    select c.relname as name, c.relrowsecurity as "isEnabled", c.relforcerowsecurity as "isForced",
      (select count(*)::int from pg_policy p where p.polrelid = c.oid) as policies,
      array(select a.attname::text from pg_attribute a where a.attrelid = c.oid and a.attnum > 0
        and not a.attisdropped and a.attgenerated = '' order by a.attnum) as columns,
      array(select distinct a.attname::text from pg_constraint k join pg_attribute a
        on a.attrelid = c.oid and a.attnum = k.conkey[1]
        where k.conrelid = c.oid and k.contype in ('p', 'u')) as "keyStarts"
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where n.nspname = 'qtable' and c.relkind in ('r', 'p') order by c.relname`)
  tables = rows
  for (const id of [1, 2]) await fillRestaurant(id)
})
afterAll(async () => {
  await admin.end()
  await opened.close()
})

// A row in every table there is, so that none passes because it is empty.
async function fillRestaurant(id: number): Promise<void> {
  await createEmptyRestaurant(opened.database, id)
  const userId = randomUUID()
  await opened.database.asAccount({ restaurantId: id, userId }, async (tx) => {
    await tx.query('insert into users (id, email, name, password_hash) values ($1, $2, $3, $4)', [
      userId,
      `ada@${id}.example`,
      'Ada',
      'x',
    ])
    await tx.query('insert into memberships (restaurant_id, user_id, role) values ($1, $2, $3)', [id, userId, 'owner'])
    await tx.query(
      `insert into refresh_tokens (id, user_id, restaurant_id, family_id, token_hash, expires_at)
       values ($1, $2, $3, $4, $5, now())`,
      [randomUUID(), userId, id, randomUUID(), Buffer.alloc(32, id)],
    )
    await tx.query(
      `insert into invitations (restaurant_id, id, email, name, role, token_hash, created_at, expires_at)
       values ($1, $2, $3, 'Bo', 'host', $4, now(), now())`,
      [id, randomUUID(), `bo@${id}.example`, Buffer.alloc(32, id)],
    )
    await tx.query(
      `insert into account_links (id, kind, user_id, restaurant_id, made_by, token_hash, created_at, expires_at)
       values ($1, 'reset', $2, $3, $2, $4, now(), now())`,
      [randomUUID(), userId, id, Buffer.alloc(32, id)],
    )
  })
  const { table, guest } = seatedParty()
  const planned = tableRow()
  const outcomes = await opened.database.append([
    appendAt(0, {
      restaurantId: id,
      transactions: [transactionAt(1)],
      receipts: [{ id: randomUUID(), fingerprint: 'f', transactionId: null, version: null, problem: null }],
      put: {
        ...exampleRows(),
        restaurants: [restaurantRow(id)],
        sections: [sectionRow()],
        tables: [table, planned],
        combinations: [combinationRow()],
        guests: [guest],
        reservations: [reservationRow({ tableIds: [planned.id] })],
      },
    }),
  ])
  expect(outcomes).toMatchObject([{ outcome: 'committed' }])
  // As a node of the version before writes it.
  await opened.database.asRestaurant(id, (tx) =>
    tx.query('insert into seatings (restaurant_id, table_id, guest_id) values ($1, $2, $3)', [id, table.id, guest.id]),
  )
}

/** One row for each kind of entity. */
function exampleRows(): Record<string, object[]> {
  return Object.fromEntries(
    listedTypes.map((type) => [entities[type].plural, [{ ...entities[type].example, id: randomUUID(), version: 1 }]]),
  )
}

function tenantTables(): TableFacts[] {
  return tables.filter(({ name, columns }) => !ofNobody.includes(name) && columns.includes('restaurant_id'))
}

test('[I15] every table but the directory enables and forces row level security and has a policy', () => {
  const guarded = tables.filter(({ name }) => !ofNobody.includes(name))
  expect(guarded.length).toBeGreaterThan(12)
  for (const table of guarded) {
    expect(table, table.name).toMatchObject({ isEnabled: true, isForced: true })
    expect(table.policies, table.name).toBeGreaterThan(0)
  }
})

test('every key of a tenant table starts with its restaurant', () => {
  // These belong to an account first, and are found by their hash before anybody knows the restaurant.
  const ofAccounts = ['account_links', 'refresh_tokens']
  for (const { name, keyStarts } of tenantTables().filter(({ name }) => !ofAccounts.includes(name))) {
    expect(keyStarts, name).toEqual(['restaurant_id'])
  }
})

test('[I15] a tenant sees, changes and removes rows of its own alone, in every table', async () => {
  for (const { name } of tenantTables()) {
    const all = await admin.query(`select from qtable.${name} where restaurant_id = 2`)
    expect(all.rowCount, `${name} has rows of the other tenant`).toBeGreaterThan(0)
    await opened.database.asRestaurant(1, async (tx) => {
      const seen = await tx.query<{ restaurant_id: number }>(`select distinct restaurant_id from ${name}`)
      expect(seen, name).toEqual([{ restaurant_id: 1 }])
      const changed = await tx.query(
        `update ${name} set restaurant_id = restaurant_id where restaurant_id = 2 returning 1`,
      )
      expect(changed, name).toEqual([])
      expect(await tx.query(`delete from ${name} where restaurant_id = 2 returning 1`), name).toEqual([])
    })
  }
})

test('[I15] a tenant cannot insert a row for another, in any table', async () => {
  for (const { name, columns } of tenantTables()) {
    const { rows } = await admin.query<{ row: unknown }>(
      `select to_jsonb(t) as row from qtable.${name} t where restaurant_id = 2 limit 1`,
    )
    const list = columns.join(', ')
    const insert = opened.database.asRestaurant(1, (tx) =>
      tx.query(`insert into ${name} (${list}) select ${list} from jsonb_populate_record(null::${name}, $1)`, [
        JSON.stringify(rows[0]?.row),
      ]),
    )
    await expect(insert, name).rejects.toMatchObject({ code: '42501' })
  }
})

test('[I15] a row cannot be moved to another tenant, in any table', async () => {
  for (const { name } of tenantTables()) {
    const move = opened.database.asRestaurant(1, (tx) => tx.query(`update ${name} set restaurant_id = 2`))
    await expect(move, name).rejects.toMatchObject({ code: '42501' })
  }
})

test('[I15] an append sees the rows of its members alone', async () => {
  await createEmptyRestaurant(opened.database, 3)
  await createEmptyRestaurant(opened.database, 4)
  await admin.query(`create table qtable.seen (restaurant_id int); grant insert on qtable.seen to qtable_app;
    create function qtable.see() returns trigger language plpgsql as $$
      begin insert into qtable.seen select restaurant_id from qtable.clocks; return null; end $$;
    create trigger see after insert on qtable.log for each statement execute function qtable.see()`)
  const outcomes = await opened.database.append([3, 4].map((id) => appendAt(0, { restaurantId: id })))
  expect(outcomes).toMatchObject([{ outcome: 'committed' }, { outcome: 'committed' }])
  const { rows } = await admin.query('select restaurant_id from qtable.seen order by restaurant_id')
  expect(rows).toEqual([{ restaurant_id: 3 }, { restaurant_id: 4 }])
  await admin.query('drop trigger see on qtable.log; drop function qtable.see(); drop table qtable.seen')
})

test('without a tenant no table shows a row', async () => {
  for (const { name } of tables.filter(({ name }) => !ofNobody.includes(name))) {
    expect(await opened.database.asSystem((tx) => tx.query(`select from ${name}`)), name).toEqual([])
  }
})

test('an account is seen by itself, by its address and by the restaurants it works for', async () => {
  const { rows } = await admin.query<{ id: string }>(`select id from qtable.users where email = 'ada@2.example'`)
  const userId = rows[0]?.id ?? ''
  const read = 'select email from users'
  const seen = [{ email: 'ada@2.example' }]
  expect(await opened.database.asAccount({ userId }, (tx) => tx.query(read))).toEqual(seen)
  expect(await opened.database.asAccount({ email: 'ada@2.example' }, (tx) => tx.query(read))).toEqual(seen)
  expect(await opened.database.asRestaurant(2, (tx) => tx.query(read))).toEqual(seen)
  expect(await opened.database.asAccount({ userId: randomUUID() }, (tx) => tx.query(read))).toEqual([])
  const memberships = await opened.database.asAccount({ userId }, (tx) =>
    tx.query('select restaurant_id from memberships'),
  )
  expect(memberships).toEqual([{ restaurant_id: 2 }])
})

test('a refresh token is found by its hash', async () => {
  const tokenHash = Buffer.alloc(32, 2).toString('hex')
  const found = await opened.database.asAccount({ tokenHash }, (tx) =>
    tx.query('select restaurant_id from refresh_tokens'),
  )
  expect(found).toEqual([{ restaurant_id: 2 }])
})

test('a quote in a scope is a value, not SQL', async () => {
  const email = `o'hara'); select set_config('app.restaurant_id', '2', true); --@x.example`
  expect(await opened.database.asAccount({ email }, (tx) => tx.query('select from guests'))).toEqual([])
})
