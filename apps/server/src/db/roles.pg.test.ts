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
