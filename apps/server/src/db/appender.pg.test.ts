import pg from 'pg'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openLog } from '../observability/log.ts'
import { openTestDatabase, type TestDatabase } from '../testing/cluster.ts'
import { openDatabase } from './database.ts'
import { appendAt, createEmptyRestaurant } from './testing/append-at.ts'
import { guestRow } from './testing/rows.ts'

let opened: TestDatabase
let admin: pg.Client
beforeEach(async () => {
  opened = await openTestDatabase()
  for (const id of [1, 2, 3, 4]) await createEmptyRestaurant(opened.database, id)
  admin = new pg.Client({ connectionString: opened.adminUrl })
  await admin.connect()
})
afterEach(async () => {
  await admin.end()
  await opened.close()
})

const appendTo = (id: number, changes: Parameters<typeof appendAt>[1] = {}) =>
  opened.database.append([appendAt(0, { restaurantId: id, ...changes })]).then(([outcome]) => outcome)

/** A batch long enough to go by itself. */
const long = { put: { guests: Array.from({ length: 200 }, () => guestRow({ notes: 'x'.repeat(300) })) } }

/** Keeps every append to restaurants 1 and 2 in the middle of its work; gives how to let them go on. */
async function holdUp(): Promise<() => Promise<unknown>> {
  await admin.query(`
    create function qtable.hold_up() returns trigger language plpgsql as $$
      begin
        if new.restaurant_id < 3 then perform pg_advisory_xact_lock_shared(1); end if;
        return new;
      end $$;
    create trigger hold_up before insert on qtable.log for each row execute function qtable.hold_up();
    select pg_advisory_lock(1)`)
  return () => admin.query('select pg_advisory_unlock(1)')
}

/** The sessions that wait for a lock, as soon as there are so many. */
async function waitingSessions(count: number): Promise<number[]> {
  for (;;) {
    const { rows } = await admin.query<{ pid: number }>(
      `select pid from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
    )
    if (rows.length >= count) return rows.map(({ pid }) => pid)
  }
}

test('a restaurant whose clock somebody holds keeps nobody waiting, and is appended to once it is free', async () => {
  await admin.query('begin; select from qtable.clocks where restaurant_id = 1 for update')
  let isDone = false
  const held = appendTo(1).finally(() => {
    isDone = true
  })
  const both = opened.database.append([appendAt(0, { restaurantId: 2 }), appendAt(0, { restaurantId: 3 })])
  expect(await both).toMatchObject([{ outcome: 'committed' }, { outcome: 'committed' }])
  await waitingSessions(1)
  expect(await appendTo(4)).toMatchObject({ outcome: 'committed' })
  expect(isDone).toBe(false)
  await admin.query('commit')
  expect(await held).toMatchObject({ outcome: 'committed', version: 1 })
})

test('one of several that finds its clock held goes again by itself: its neighbours are committed meanwhile', async () => {
  await admin.query('begin; select from qtable.clocks where restaurant_id = 2 for update')
  const all = opened.database.append([1, 2, 3].map((id) => appendAt(0, { restaurantId: id })))
  await waitingSessions(1)
  const { rows } = await admin.query('select restaurant_id, version from qtable.clocks where version = 1 order by 1')
  expect(rows).toEqual([
    { restaurant_id: 1, version: '1' },
    { restaurant_id: 3, version: '1' },
  ])
  // Whoever held it has moved the version.
  await admin.query('update qtable.clocks set version = 7 where restaurant_id = 2; commit')
  expect(await all).toMatchObject([
    { outcome: 'committed' },
    { outcome: 'stale', version: 7 },
    { outcome: 'committed' },
  ])
})

test('[I24] with its connection gone the fate of every member is unknown, and the next append works', async () => {
  const goOn = await holdUp()
  const together = opened.database.append([1, 2, 3].map((id) => appendAt(0, { restaurantId: id })))
  const failing = expect(together).rejects.toMatchObject({ code: 'unavailable' })
  const [pid] = await waitingSessions(1)
  await admin.query('select pg_terminate_backend($1)', [pid])
  await failing
  await goOn()
  expect(await appendTo(1)).toMatchObject({ outcome: 'committed', version: 1 })
  expect(await appendTo(3)).toMatchObject({ outcome: 'committed', version: 1 })
})

test('an error that nobody expected fails its own member alone', async () => {
  await admin.query(`
    create function qtable.fail() returns trigger language plpgsql as $$
      begin
        if new.restaurant_id = 2 then raise exception 'a bug'; end if;
        return new;
      end $$;
    create trigger fail before insert on qtable.log for each row execute function qtable.fail()`)
  const all = opened.database.append([1, 2, 3].map((id) => appendAt(0, { restaurantId: id })))
  await expect(all).rejects.toThrow('a bug')
  const readVersions = () =>
    admin.query<{ version: string }>('select version from qtable.clocks order by restaurant_id')
  await expect.poll(async () => (await readVersions()).rows.map(({ version }) => version)).toEqual(['1', '0', '1', '0'])
})

test('nobody stands behind long batches: they have one lane, all others the other', async () => {
  const goOn = await holdUp()
  const batches = Promise.all([appendTo(1, long), appendTo(2, long)])
  await waitingSessions(1)
  expect(await appendTo(3)).toMatchObject({ outcome: 'committed' })
  expect(await appendTo(4)).toMatchObject({ outcome: 'committed' })
  await goOn()
  expect(await batches).toMatchObject([{ outcome: 'committed' }, { outcome: 'committed' }])
})

test('an append that follows one of its restaurant before it is through goes right behind it', async () => {
  await admin.query(`
    create table qtable.made_by (restaurant_id int, version bigint, pid int);
    grant insert on qtable.made_by to public;
    create function qtable.note() returns trigger language plpgsql as $$
      begin
        insert into qtable.made_by values (new.restaurant_id, new.version, pg_backend_pid());
        return new;
      end $$;
    create trigger note before insert on qtable.log for each row execute function qtable.note()`)
  const goOn = await holdUp()
  const first = [appendTo(1), appendTo(3)]
  await waitingSessions(1)
  const behind = opened.database.append([appendAt(1, { restaurantId: 1 })])
  await goOn()
  expect(await Promise.all(first)).toMatchObject([{ outcome: 'committed' }, { outcome: 'committed' }])
  expect(await behind).toMatchObject([{ outcome: 'committed', version: 2 }])
  const { rows } = await admin.query('select distinct pid from qtable.made_by where restaurant_id = 1')
  expect(rows).toHaveLength(1)
})

test('an append that follows one that came to nothing is stale', async () => {
  const goOn = await holdUp()
  const first = appendTo(1)
  await waitingSessions(1)
  const late = opened.database.append([appendAt(7, { restaurantId: 1 })])
  const behind = opened.database.append([appendAt(8, { restaurantId: 1 })])
  await goOn()
  expect(await first).toMatchObject({ outcome: 'committed', version: 1 })
  expect([await late, await behind]).toMatchObject([
    [{ outcome: 'stale', version: 1 }],
    [{ outcome: 'stale', version: 1 }],
  ])
})

test('what was asked for before the end is done, and what comes after it is refused', async () => {
  const goOn = await holdUp()
  const database = await openDatabase({ url: opened.url, log: openLog({ logLevel: 'silent' }) })
  const append = (id: number) => database.append([appendAt(0, { restaurantId: id })])
  const asked = [1, 2, 3, 4].map(append)
  await waitingSessions(1)
  const closing = database.close()
  await expect(append(1)).rejects.toMatchObject({ code: 'unavailable' })
  await goOn()
  await closing
  expect(await Promise.all(asked)).toMatchObject(asked.map(() => [{ outcome: 'committed' }]))
})
