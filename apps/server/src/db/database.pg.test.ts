import pg from 'pg'
import { pino } from 'pino'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openTestDatabase, type TestDatabase } from '../testing/cluster.ts'
import { openDatabase } from './database.ts'
import { appendAt, createEmptyRestaurant } from './testing/append-at.ts'

let opened: TestDatabase
let admin: pg.Client
beforeEach(async () => {
  opened = await openTestDatabase()
  admin = new pg.Client({ connectionString: opened.adminUrl })
  await admin.connect()
})
afterEach(async () => {
  await admin.end()
  await opened.close()
})

test('work that throws leaves nothing behind', async () => {
  const failing = opened.database.asRestaurant(1, async (tx) => {
    await tx.query(`insert into tenants (restaurant_id, slug) values (1, 'a')`)
    throw new Error('of its own')
  })
  await expect(failing).rejects.toThrow('of its own')
  expect(await opened.database.asSystem((tx) => tx.query('select from tenants'))).toEqual([])
})

test('work that swallows a failed query is not reported as committed', async () => {
  const swallowing = opened.database.asRestaurant(1, async (tx) => {
    await tx.query(`insert into tenants (restaurant_id, slug) values (1, 'a')`)
    await tx.query('select 1 / 0').catch(() => {})
  })
  await expect(swallowing).rejects.toThrow('was not committed')
  expect(await opened.database.asSystem((tx) => tx.query('select from tenants'))).toEqual([])
})

test('a query after the end of its transaction is refused', async () => {
  const leaked = await opened.database.asRestaurant(1, async (tx) => tx)
  await expect(leaked.query('select 1')).rejects.toThrow('the transaction is over')
})

test('nothing of one transaction is left for the next on the same connection', async () => {
  const database = await openDatabase({ url: opened.url, log: pino({ level: 'silent' }), poolSize: 1 })
  const setting = `select current_setting('app.restaurant_id', true) as id, current_setting('app.email', true) as email`
  expect(await database.asRestaurant(7, (tx) => tx.query(setting))).toEqual([{ id: '7', email: '' }])
  expect(await database.asAccount({ email: 'a@b.example' }, (tx) => tx.query(setting))).toEqual([
    { id: '', email: 'a@b.example' },
  ])
  expect(await database.asSystem((tx) => tx.query(setting))).toEqual([{ id: '', email: '' }])
  await database.close()
})

test('bigint comes as number, jsonb parsed, timestamps as Date', async () => {
  const rows = await opened.database.asSystem((tx) =>
    tx.query(`select 5::bigint as n, '{"a":[1]}'::jsonb as j, '2026-05-01T00:00:00Z'::timestamptz as t`),
  )
  expect(rows).toEqual([{ n: 5, j: { a: [1] }, t: new Date('2026-05-01T00:00:00Z') }])
})

test('[I4] a snapshot sees one instant and cannot write', async () => {
  await createEmptyRestaurant(opened.database)
  const read = 'select version from clocks'
  const seen = await opened.database.asRestaurant(
    1,
    async (tx) => {
      const before = await tx.query(read)
      await opened.database.append([appendAt(0)])
      return [before, await tx.query(read)]
    },
    { snapshot: true },
  )
  expect(seen).toEqual([[{ version: 0 }], [{ version: 0 }]])
  const writing = opened.database.asRestaurant(1, (tx) => tx.query('update clocks set version = 9'), { snapshot: true })
  await expect(writing).rejects.toThrow()
})

test('[I6] commits are durable also where the database is set up not to wait for the disk', async () => {
  const name = new URL(opened.url).pathname.slice(1)
  await admin.query(`alter database ${name} set synchronous_commit = off`)
  const database = await openDatabase({ url: opened.url, log: pino({ level: 'silent' }) })
  const rows = await database.asRestaurant(1, (tx) => tx.query('show synchronous_commit'))
  expect(rows).toEqual([{ synchronous_commit: 'on' }])
  // Inside an append the setting can be seen by a trigger alone.
  await createEmptyRestaurant(database)
  await admin.query(`create table qtable.seen (value text); grant insert on qtable.seen to qtable_app;
    create function qtable.see() returns trigger language plpgsql as $$
      begin insert into qtable.seen values (current_setting('synchronous_commit')); return null; end $$;
    create trigger see after insert on qtable.log execute function qtable.see()`)
  expect(await database.append([appendAt(0)])).toMatchObject([{ outcome: 'committed' }])
  expect((await admin.query('select value from qtable.seen')).rows).toEqual([{ value: 'on' }])
  await database.close()
})

test('[I24] a connection that PostgreSQL ends is unavailable, and the next call works', async () => {
  const killed = opened.database.asSystem(async (tx) => {
    const [me] = await tx.query<{ pid: number }>('select pg_backend_pid() as pid')
    await admin.query('select pg_terminate_backend($1)', [me?.pid])
    await tx.query('select 1')
  })
  await expect(killed).rejects.toMatchObject({ code: 'unavailable', retryAfterSeconds: 2 })
  await opened.database.ping()
})

test('[I24] connections lost while idle do no harm', async () => {
  await Promise.all([opened.database.ping(), opened.database.ping()])
  await admin.query(`select pg_terminate_backend(pid) from pg_stat_activity
    where datname = current_database() and application_name = 'qtable'`)
  await expect
    .poll(() =>
      opened.database.ping().then(
        () => 'back',
        () => 'away',
      ),
    )
    .toBe('back')
})

test('a wrong password is told in one line, without it', async () => {
  const url = opened.url.replace(/:[^:@/]+@/, ':wrong-password@')
  const opening = openDatabase({ url, log: pino({ level: 'silent' }) })
  await expect(opening).rejects.toMatchObject({ name: 'StartError' })
  await expect(opening).rejects.toThrow(
    /^(?!.*wrong-password)PostgreSQL refuses DATABASE_URL: password authentication failed/,
  )
})

test('a port where nobody listens is told in one line', async () => {
  const opening = openDatabase({
    url: 'postgres://u:p@127.0.0.1:1/x',
    log: pino({ level: 'silent' }),
    startWithinMs: 0,
  })
  await expect(opening).rejects.toThrow(/^PostgreSQL cannot be reached: connect ECONNREFUSED/)
})
