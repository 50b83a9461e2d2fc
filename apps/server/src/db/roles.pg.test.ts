import { randomUUID } from 'node:crypto'
import pg from 'pg'
import { pino } from 'pino'
import { afterEach, beforeEach, expect, inject, test } from 'vitest'
import { createTestDatabase } from '../testing/cluster.ts'
import { openDatabase } from './database.ts'
import { setUpWorkingRole } from './roles.ts'
import { createEmptyRestaurant } from './testing/append-at.ts'

const log = pino({ level: 'silent' })
let created: Awaited<ReturnType<typeof createTestDatabase>>
let admin: pg.Client
let logins: string[]

beforeEach(async () => {
  created = await createTestDatabase()
  admin = new pg.Client({ connectionString: created.adminUrl })
  await admin.connect()
  logins = []
})
afterEach(async () => {
  await admin.end()
  await created.close()
  const server = new pg.Client({ connectionString: inject('cluster').adminUrl })
  await server.connect()
  for (const login of logins) await server.query(`drop role ${pg.escapeIdentifier(login)}`)
  await server.end()
})

/** The URL of this test's database for a new login role, which owns the database unless told otherwise. */
async function urlFor(attributes: string, { name = `login "${randomUUID()}"`, isOwner = true } = {}): Promise<string> {
  await admin.query(`create role ${pg.escapeIdentifier(name)} login password 'secret' ${attributes}`)
  logins.push(name)
  const url = new URL(created.url)
  const database = url.pathname.slice(1)
  if (isOwner) await admin.query(`alter database ${database} owner to ${pg.escapeIdentifier(name)}`)
  url.username = encodeURIComponent(name)
  url.password = 'secret'
  return url.href
}

async function workingRoleOf(url: string): Promise<{ role: string; leaks: number }> {
  const database = await openDatabase({ url, log })
  try {
    await createEmptyRestaurant(database, 1)
    const role = await database.asSystem((tx) => tx.query<{ role: string }>('select current_user as role'))
    const leaked = await database.asRestaurant(2, (tx) => tx.query('select from clocks'))
    return { role: role[0]?.role ?? '', leaks: leaked.length }
  } finally {
    await database.close()
  }
}

test('a superuser works as qtable_app', async () => {
  expect(await workingRoleOf(created.adminUrl)).toEqual({ role: 'qtable_app', leaks: 0 })
})

test('an owner that may create roles works as qtable_app', async () => {
  expect(await workingRoleOf(created.url)).toEqual({ role: 'qtable_app', leaks: 0 })
})

test('a plain owner works as itself, and row level security holds for it', async () => {
  const url = await urlFor('', { name: 'plain "owner"' })
  expect(await workingRoleOf(url)).toEqual({ role: 'plain "owner"', leaks: 0 })
})

test('an owner that was granted qtable_app works as that', async () => {
  const url = await urlFor('in role qtable_app')
  expect(await workingRoleOf(url)).toEqual({ role: 'qtable_app', leaks: 0 })
})

test('an owner with BYPASSRLS that may assume qtable_app works as that', async () => {
  const url = await urlFor('bypassrls in role qtable_app')
  expect(await workingRoleOf(url)).toEqual({ role: 'qtable_app', leaks: 0 })
})

test('an owner with BYPASSRLS and nothing else is refused, with what to do', async () => {
  const opening = openDatabase({ url: await urlFor('bypassrls'), log })
  await expect(opening).rejects.toThrow(
    /has BYPASSRLS and may neither create nor assume qtable_app.*create role qtable_app/,
  )
  await expect(opening).rejects.toMatchObject({ name: 'StartError' })
})

test('a qtable_app that bypasses row level security is refused', async () => {
  await (await openDatabase({ url: created.url, log })).close()
  // In a transaction that setUpWorkingRole ends: no other test ever sees the role like that.
  await admin.query('begin')
  await admin.query('alter role qtable_app bypassrls')
  await expect(setUpWorkingRole(admin, log)).rejects.toThrow(/alter role qtable_app nosuperuser nobypassrls$/)
})

test('in a database that is set up, a role that was only granted qtable_app is enough', async () => {
  await (await openDatabase({ url: created.url, log })).close()
  const url = await urlFor('in role qtable_app', { isOwner: false })
  expect(await workingRoleOf(url)).toEqual({ role: 'qtable_app', leaks: 0 })
})

test('a role without rights is refused in one line', async () => {
  await (await openDatabase({ url: created.url, log })).close()
  const opening = openDatabase({ url: await urlFor('', { isOwner: false }), log })
  await expect(opening).rejects.toThrow(/^The role of DATABASE_URL may not set up the database.*$/)
})

test('a table whose row level security was turned off is refused', async () => {
  await (await openDatabase({ url: created.url, log })).close()
  await admin.query('alter table qtable.guests disable row level security')
  await expect(openDatabase({ url: created.url, log })).rejects.toThrow(
    /^Row level security does not hold .* qtable.guests/,
  )
})

/** A connection of the role that the server signs in as, where the owner migrates; `role` is what it assumes. */
async function openRuntime() {
  const url = await urlFor('noinherit', { isOwner: false })
  const database = await openDatabase({ url, migrationUrl: created.url, isStrict: true, log })
  await createEmptyRestaurant(database, 1)
  await createEmptyRestaurant(database, 2)
  const client = new pg.Client({ connectionString: url })
  client.on('error', () => {})
  await client.connect()
  return {
    database,
    client,
    async close() {
      await client.end()
      await database.close()
      await admin.query(`drop owned by ${pg.escapeIdentifier(logins.at(-1) ?? '')}`)
    },
  }
}

test('[I15] the role of the server works as qtable_app and owns nothing', async () => {
  const { database, client, close } = await openRuntime()
  const [role] = await database.asSystem((tx) => tx.query<{ role: string }>('select current_user as role'))
  expect(role?.role).toBe('qtable_app')
  const { rows } = await client.query(
    'select 1 from pg_class where relowner = (select oid from pg_roles where rolname = current_user)',
  )
  expect(rows).toEqual([])
  await close()
})

const forbidden = [
  'create table qtable.loot (id int)',
  'create table public.loot (id int)',
  'create schema loot',
  'drop table qtable.users cascade',
  'truncate qtable.users cascade',
  'alter table qtable.users disable row level security',
  'alter table qtable.users no force row level security',
  'drop policy own_account on qtable.users',
  'create policy all_rows on qtable.users using (true)',
  'alter table qtable.users owner to current_user',
  'create or replace function qtable.own_memberships() returns void language sql as $$ select $$',
  'alter role current_user superuser',
  'alter role qtable_app bypassrls',
  'create role thief superuser',
  'set role postgres',
  'set role qtable',
  'set session authorization qtable',
  'select * from pg_authid',
  "select pg_read_file('/etc/passwd')",
  "copy qtable.users to program 'cat'",
  'insert into qtable.migrations values (99, $$x$$, $$y$$)',
  'delete from qtable.installation',
  'update qtable.installation set id = gen_random_uuid()',
  'update qtable.tenants set slug = $$x$$',
]

test('[I15] with the server’s sign-in to the database nobody changes what is not rows of theirs', async () => {
  const { client, close } = await openRuntime()
  const outcomes: [string, string, unknown][] = []
  for (const statement of forbidden) {
    for (const role of ['none', 'qtable_app']) {
      await client.query('begin')
      await client.query(`set local role ${role}`)
      const outcome = await client.query(statement).then(
        () => 'it was done',
        (error: { code?: string }) => error.code,
      )
      outcomes.push([statement, role, outcome])
      await client.query('rollback')
    }
  }
  await close()
  const refused = /^(42501|42809|0LP01|2BP01|22023|42704)$/
  expect(outcomes.filter(([, , outcome]) => !refused.test(String(outcome)))).toEqual([])
})

test('[I15] with any other tenant nobody sees the rows of restaurant 1', async () => {
  const { client, close } = await openRuntime()
  for (const tenant of ['', '2', '2 or true', '1,2', '*']) {
    await client.query('begin; set local role qtable_app')
    await client.query(`select set_config('app.restaurant_id', $1, true)`, [tenant])
    const { rows } = await client.query('select * from qtable.clocks where restaurant_id = 1')
    expect(rows, tenant).toEqual([])
    await client.query('rollback')
  }
  await close()
})

test('[I15] production does not start with a superuser as the role of the server', async () => {
  const opening = openDatabase({ url: created.adminUrl, isStrict: true, log })
  await expect(opening).rejects.toThrow(/is a superuser; put it into MIGRATION_DATABASE_URL/)
  await (await openDatabase({ url: created.url, isStrict: true, log })).close()
})
