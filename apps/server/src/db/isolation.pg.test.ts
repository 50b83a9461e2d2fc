import { randomUUID } from 'node:crypto'
import { entities, listedTypes } from '@qtable/domain'
import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openTestDatabase, type TestDatabase } from '../testing/cluster.ts'
import type { Tx } from './database.ts'
import { appendAt, createEmptyRestaurant, transactionAt } from './testing/append-at.ts'
import { combinationRow, reservationRow, restaurantRow, seatedParty, sectionRow, tableRow } from './testing/rows.ts'

/** Tables without row level security, and why. */
const withoutPolicy: Readonly<Record<string, string>> = {
  functions: 'the owner writes it at the start, and the role of the server may only read it',
  migrations: 'the owner writes it at the start, and the role of the server may only read it',
}

/** Tables that jobs read whole: the directory of restaurants, and what nodes tell each other. */
const ofJobs = ['account_changes', 'installation', 'session_nodes', 'tenants']

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
    await tx.query('insert into account_changes (id, user_id) values ($1, $2)', [randomUUID(), userId])
    await fillFactors(tx, userId, id)
  })
  await opened.database.asSystem((tx) =>
    tx.query('insert into session_nodes (id, applied_until, seen_at) values ($1, now(), now())', [randomUUID()]),
  )
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

/** What a person signs in with beside a password. `n` makes the bytes of each person differ. */
async function fillFactors(tx: Tx, userId: string, n: number): Promise<void> {
  await tx.query('insert into totp_factors (user_id, secret, created_at) values ($1, $2, now())', [
    userId,
    Buffer.alloc(48, n),
  ])
  await tx.query('insert into recovery_codes (user_id, code_hash, created_at) values ($1, $2, now())', [
    userId,
    Buffer.alloc(32, n),
  ])
  await tx.query(
    `insert into passkeys
       (id, user_id, credential_hash, credential_id, public_key, counter, transports, name, created_at)
     values ($1, $2, $3, $3, $3, 0, '{internal}', 'Tablet', now())`,
    [randomUUID(), userId, Buffer.alloc(32, n)],
  )
  await tx.query('insert into spent_challenges (user_id, challenge_hash, expires_at) values ($1, $2, now())', [
    userId,
    Buffer.alloc(32, n),
  ])
}

/** One row for each kind of entity. */
function exampleRows(): Record<string, object[]> {
  return Object.fromEntries(
    listedTypes.map((type) => [entities[type].plural, [{ ...entities[type].example, id: randomUUID(), version: 1 }]]),
  )
}

function tenantTables(): TableFacts[] {
  return tables.filter(({ columns }) => columns.includes('restaurant_id'))
}

/** The tables of a user alone. `account_changes` is a list that jobs read. */
function userTables(): TableFacts[] {
  return tables.filter(
    ({ name, columns }) => columns.includes('user_id') && !columns.includes('restaurant_id') && !ofJobs.includes(name),
  )
}

test('[I15] every table enables and forces row level security and has a policy, or is named with its reason', () => {
  const guarded = tables.filter(({ name }) => !(name in withoutPolicy))
  expect(tables.length - guarded.length).toBe(Object.keys(withoutPolicy).length)
  expect(guarded.length).toBeGreaterThan(20)
  for (const table of guarded) {
    expect(table, table.name).toMatchObject({ isEnabled: true, isForced: true })
    expect(table.policies, table.name).toBeGreaterThan(0)
  }
})

test('[I15] the tables without row level security cannot be written by the server', async () => {
  for (const name of Object.keys(withoutPolicy)) {
    for (const statement of [`delete from ${name}`, `insert into ${name} select * from ${name}`]) {
      const writing = opened.database.asSystem((tx) => tx.query(statement))
      await expect(writing, statement).rejects.toMatchObject({ code: '42501' })
    }
  }
})

test('every table with a restaurant or a user has a row of both, and the others have one too', async () => {
  for (const { name, columns } of tables) {
    const owner = ['restaurant_id', 'user_id'].find((column) => columns.includes(column))
    const { rows } = await admin.query<{ count: number }>(
      `select count(distinct ${owner ?? 'ctid'})::int as count from qtable.${name}`,
    )
    expect(rows[0]?.count, name).toBeGreaterThanOrEqual(owner ? 2 : 1)
  }
})

test('every key of a tenant table starts with its restaurant', () => {
  // These belong to an account first, and are found by their hash before anybody knows the restaurant.
  const ofAccounts = ['account_links', 'refresh_tokens']
  for (const { name, keyStarts } of tenantTables().filter(({ name }) => !ofAccounts.includes(name))) {
    // Slugs are unique in the installation.
    expect(keyStarts, name).toEqual(name === 'tenants' ? ['restaurant_id', 'slug'] : ['restaurant_id'])
  }
})

test('[I15] a tenant sees, changes and removes rows of its own alone, in every table', async () => {
  for (const { name } of tenantTables()) {
    const all = await admin.query(`select from qtable.${name} where restaurant_id = 2`)
    expect(all.rowCount, `${name} has rows of the other tenant`).toBeGreaterThan(0)
    await opened.database.asRestaurant(1, async (tx) => {
      const seen = await tx.query<{ restaurant_id: number }>(`select distinct restaurant_id from ${name}`)
      expect(seen, name).toEqual([{ restaurant_id: 1 }])
      // The server may change no other column of the directory.
      const column = name === 'tenants' ? 'service_day_ends_at' : 'restaurant_id'
      const changed = await tx.query(`update ${name} set ${column} = ${column} where restaurant_id = 2 returning 1`)
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

test('[I15] a user sees, changes and removes their own factors alone, and a restaurant none', async () => {
  const { rows } = await admin.query<{ id: string }>(`select id from qtable.users where email = 'ada@1.example'`)
  const userId = rows[0]?.id ?? ''
  expect(userTables().map(({ name }) => name)).toEqual([
    'passkeys',
    'recovery_codes',
    'spent_challenges',
    'totp_factors',
  ])
  for (const { name } of userTables()) {
    await opened.database.asAccount({ userId }, async (tx) => {
      expect(await tx.query(`select distinct user_id from ${name}`), name).toEqual([{ user_id: userId }])
      expect(await tx.query(`update ${name} set user_id = $1 where user_id <> $1 returning 1`, [userId])).toEqual([])
      expect(await tx.query(`delete from ${name} where user_id <> $1 returning 1`, [userId]), name).toEqual([])
    })
    const move = opened.database.asAccount({ userId }, (tx) =>
      tx.query(`update ${name} set user_id = (select user_id from account_changes limit 1)`),
    )
    await expect(move, name).rejects.toMatchObject({ code: expect.stringMatching(/^(42501|23502)$/) })
    expect(await opened.database.asRestaurant(1, (tx) => tx.query(`select from ${name}`)), name).toEqual([])
  }
})

test('[I15] without a tenant only the tables of jobs show rows, and to nobody but jobs', async () => {
  const { asSystem, asAccount, asRestaurant, asReaderOfClocks } = opened.database
  for (const { name } of tables.filter(({ name }) => !(name in withoutPolicy))) {
    const read = (tx: Tx) => tx.query(`select from ${name}`)
    expect((await asSystem(read)).length > 0, name).toBe(ofJobs.includes(name))
    if (!ofJobs.includes(name)) continue
    for (const scope of [{ userId: randomUUID() }, { email: 'ada@1.example' }, { tokenHash: 'ab' }]) {
      expect(await asAccount(scope, read), name).toEqual([])
    }
    expect(await asReaderOfClocks([1, 2], read), name).toEqual([])
    expect(await asRestaurant(1, read), name).toHaveLength(name === 'tenants' ? 1 : 0)
  }
})

test.each([
  'x',
  '1 or true',
  '1,2',
  '*',
  ' 1',
  '1 ',
  '+1',
  '-1',
  '0',
  '01',
  '1.0',
  '1e0',
  '0x1',
  '１',
  '99999999999',
  'null',
  "1'--",
])('[I15] the tenant %j opens no row of any table, and raises no error', async (tenant) => {
  for (const { name } of tables.filter(({ name }) => !(name in withoutPolicy))) {
    for (const setting of ['app.restaurant_id', 'app.restaurant_ids', 'app.clocks_of']) {
      // A list of restaurants is what the others are for.
      if (tenant === '1,2' && setting !== 'app.restaurant_id') continue
      const rows = await opened.database.asSystem(async (tx) => {
        await tx.query('select set_config($1, $2, true)', [setting, tenant])
        return tx.query(`select from ${name}`)
      })
      expect(rows, `${name} by ${setting}`).toEqual([])
    }
  }
})

test.each([
  'x',
  '1',
  '00000000-0000-7000-8000-00000000000',
  '{00000000-0000-7000-8000-000000000001}',
  'zz'.repeat(32),
  'ab'.repeat(31),
  '\\x00',
  "'",
])('[I15] the account or the link %j opens no row of any table, and raises no error', async (text) => {
  for (const { name } of tables.filter(({ name }) => !(name in withoutPolicy))) {
    for (const setting of ['app.user_id', 'app.token_hash', 'app.email']) {
      const rows = await opened.database.asSystem(async (tx) => {
        await tx.query('select set_config($1, $2, true)', [setting, text])
        return tx.query(`select from ${name}`)
      })
      expect(rows, `${name} by ${setting}`).toEqual([])
    }
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
