import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import pg from 'pg'
import { pino } from 'pino'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createTestDatabase } from '../testing/cluster.ts'
import { migrate } from './migrate.ts'
import { prepareDatabase } from './prepare.ts'

const log = pino({ level: 'silent' })
let created: Awaited<ReturnType<typeof createTestDatabase>>
let folder: string
let client: pg.Client

beforeEach(async () => {
  created = await createTestDatabase()
  folder = await mkdtemp(path.join(tmpdir(), 'qtable-migrations-'))
  await cp(new URL('../../migrations/', import.meta.url), folder, { recursive: true })
  client = new pg.Client({ connectionString: created.url })
  await client.connect()
})
afterEach(async () => {
  await client.end()
  await created.close()
  await rm(folder, { recursive: true })
})

function migrateFromFolder(): Promise<string[]> {
  return migrate(client, log, pathToFileURL(`${folder}/`))
}

test('five processes that start at once apply each migration once', async () => {
  const prepared = await Promise.all(Array.from({ length: 5 }, () => prepareDatabase({ url: created.url, log })))
  const names = prepared.flatMap(({ migrated }) => migrated)
  const { rows } = await client.query<{ name: string }>('select name from qtable.migrations order by version')
  expect(names.toSorted()).toEqual(rows.map(({ name }) => name))
  expect(names.length).toBeGreaterThan(0)
})

test('a second run applies nothing, and a new file alone after that', async () => {
  await migrateFromFolder()
  expect(await migrateFromFolder()).toEqual([])
  const count = (await client.query('select from qtable.migrations')).rowCount ?? 0
  const name = `${String(count + 1).padStart(4, '0')}-a-new-one`
  await writeFile(path.join(folder, `${name}.sql`), 'create table qtable.new_one (id int);')
  expect(await migrateFromFolder()).toEqual([name])
})

test('a migration that fails leaves nothing of itself, and those before it applied', async () => {
  await migrateFromFolder()
  const { rowCount } = await client.query('select from qtable.migrations')
  const file = path.join(folder, `${String((rowCount ?? 0) + 1).padStart(4, '0')}-wrong.sql`)
  await writeFile(file, 'create table qtable.half (id int); select 1 / 0;')
  await expect(migrateFromFolder()).rejects.toThrow('division by zero')
  expect((await client.query(`select to_regclass('qtable.half') as half`)).rows).toEqual([{ half: null }])
  expect((await client.query('select from qtable.migrations')).rowCount).toBe(rowCount)
})

test('an applied migration that has changed since is refused, by its name', async () => {
  await migrateFromFolder()
  const file = path.join(folder, '0001-accounts.sql')
  await writeFile(file, `${await readFile(file, 'utf8')}\n-- changed`)
  await expect(migrateFromFolder()).rejects.toThrow(/^The migration 0001-accounts has changed since it was applied/)
})

test('line ends of another system are no change', async () => {
  await migrateFromFolder()
  const file = path.join(folder, '0001-accounts.sql')
  await writeFile(file, (await readFile(file, 'utf8')).replaceAll('\n', '\r\n'))
  expect(await migrateFromFolder()).toEqual([])
})

test('a database that a newer version has migrated is refused', async () => {
  await migrateFromFolder()
  await client.query(`insert into qtable.migrations (version, name, checksum) values (99, '0099-later', 'x')`)
  await expect(migrateFromFolder()).rejects.toThrow(/migrated by a newer QTable \(0099-later\)/)
})

test('a file out of number is refused', async () => {
  await writeFile(path.join(folder, '0042-far.sql'), 'select 1')
  await expect(migrateFromFolder()).rejects.toThrow(/^The migration 0042-far.sql should be number \d+/)
})
