import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import pg from 'pg'
import { pino } from 'pino'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createTestDatabase } from '../testing/cluster.ts'
import { createFunctions } from './functions.ts'
import { migrate } from './migrate.ts'
import { setUpWorkingRole } from './roles.ts'

const log = pino({ level: 'silent' })
let created: Awaited<ReturnType<typeof createTestDatabase>>
let folder: string
let client: pg.Client

beforeEach(async () => {
  created = await createTestDatabase()
  folder = await mkdtemp(path.join(tmpdir(), 'qtable-sql-'))
  await cp(new URL('../../sql/', import.meta.url), folder, { recursive: true })
  client = new pg.Client({ connectionString: created.url })
  await client.connect()
  await migrate(client, log)
})
afterEach(async () => {
  await client.end()
  await created.close()
  await rm(folder, { recursive: true })
})

const make = (version = '1.2.0') => createFunctions(client, log, { folder: pathToFileURL(`${folder}/`), version })

const addFunction = (body: string) =>
  writeFile(
    path.join(folder, 'added.sql'),
    `create or replace function qtable.added() returns int language sql as $$ select ${body} $$;\n`,
  )

const added = async () => (await client.query('select qtable.added() as value')).rows[0].value

test('functions are made once, and again where their source has changed', async () => {
  expect(await make()).toBe(true)
  expect(await make()).toBe(false)
  await addFunction('1')
  expect(await make()).toBe(true)
  await addFunction('2')
  expect(await make('1.10.0')).toBe(true)
  expect(await added()).toBe(2)
  expect(await make('1.10.0')).toBe(false)
})

test('a node of an older version that starts last leaves the functions of a newer one', async () => {
  await addFunction('10')
  await make('1.10.0')
  await addFunction('9')
  expect(await make('1.9.0')).toBe(false)
  expect(await added()).toBe(10)
})

test('line ends of another system are no change', async () => {
  await make()
  const file = path.join(folder, 'put-rows.sql')
  await writeFile(file, (await readFile(file, 'utf8')).replaceAll('\n', '\r\n'))
  expect(await make()).toBe(false)
})

test('a source that fails leaves the functions as they were', async () => {
  await addFunction('1')
  await make()
  await addFunction('1 from nowhere')
  await expect(make()).rejects.toThrow('nowhere')
  expect(await added()).toBe(1)
})

test('five processes that start at once make them once', async () => {
  const clients = Array.from({ length: 5 }, () => new pg.Client({ connectionString: created.url }))
  const results = await Promise.all(
    clients.map(async (one) => {
      await one.connect()
      return createFunctions(one, log).finally(() => one.end())
    }),
  )
  expect(results.filter((isMade) => isMade)).toHaveLength(1)
})

test('a table that keeps what left the floor is written as one, any other as one that does not', async () => {
  await make()
  const { rows } = await client.query<{ source: string }>(
    `select prosrc as source from pg_proc where oid = 'qtable.put_rows(int[],jsonb[],text[])'::regprocedure`,
  )
  const branch = (table: string) => rows[0]?.source.split(`'put ${table}'`)[1]?.split('end if')[0]
  expect(branch('guests')).toContain('refuse_archived')
  expect(branch('reservations')).toContain('refuse_archived')
  expect(branch('tables')).toContain('merge into qtable.tables')
  expect(branch('tables')).not.toContain('refuse_archived')
  expect(rows[0]?.source).not.toContain('{table}')
})

test('nobody but the owner and the working role may execute a function of the product', async () => {
  await make()
  await setUpWorkingRole(client, log)
  const { rows } = await client.query<{ name: string; isPublic: boolean; isGranted: boolean }>(
    `select p.oid::regprocedure::text as name, has_function_privilege('qtable_app', p.oid, 'execute') as "isGranted",
       exists (select from aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) a where a.grantee = 0) as "isPublic"
     from pg_proc p where p.pronamespace = 'qtable'::regnamespace and not exists (
       select from pg_depend d where d.classid = 'pg_proc'::regclass and d.objid = p.oid and d.deptype = 'e')`,
  )
  expect(rows.length).toBeGreaterThan(10)
  expect(rows.filter(({ isPublic }) => isPublic)).toEqual([])
  expect(rows.filter(({ isGranted }) => !isGranted)).toEqual([])
})
