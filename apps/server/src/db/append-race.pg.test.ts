import pg from 'pg'
import { expect, onTestFinished, test } from 'vitest'
import { openTestDatabase } from '../testing/cluster.ts'
import { appendAt, createEmptyRestaurant, transactionAt } from './testing/append-at.ts'

const gate = 4711

test('[I12] a commit between the snapshot and the lock of an append that expects it: the append moves the clock', async () => {
  const { database, adminUrl, close } = await openTestDatabase()
  onTestFinished(close)
  await createEmptyRestaurant(database)
  const admin = new pg.Client({ connectionString: adminUrl })
  await admin.connect()
  onTestFinished(() => admin.end())
  // A statement has its snapshot when it asks the policies, and no lock yet.
  await admin.query(`
    create function qtable.wait_at_gate() returns boolean language plpgsql as
      $$ begin perform pg_advisory_xact_lock_shared(${gate}); return true; end $$;
    grant execute on function qtable.wait_at_gate() to public;
    create policy gate on qtable.clocks as restrictive for update using (qtable.wait_at_gate());
    select pg_advisory_lock(${gate})`)
  const first = transactionAt(1)
  const expected = { version: 1, transactionId: first.id }
  const appended = database.append([{ ...appendAt(1), expected }])
  await expect
    .poll(async () => (await admin.query(`select from pg_locks where locktype = 'advisory' and not granted`)).rowCount)
    .toBe(1)
  await admin.query(`update qtable.clocks set version = 1, transaction_id = '${first.id}'`)
  await admin.query(`select pg_advisory_unlock(${gate})`)
  expect(await appended).toMatchObject([{ outcome: 'committed', version: 2 }])
  const { rows } = await admin.query('select version::int from qtable.clocks')
  expect(rows).toEqual([{ version: 2 }])
})
