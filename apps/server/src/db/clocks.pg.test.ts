import { expect, onTestFinished, test } from 'vitest'
import { openTestDatabase } from '../testing/cluster.ts'
import { createEmptyRestaurant } from './testing/append-at.ts'

test('[I15] who reads the clocks of a list sees those alone, nothing else of them, and changes nothing', async () => {
  const { database, close } = await openTestDatabase()
  onTestFinished(close)
  for (const id of [1, 2, 3]) await createEmptyRestaurant(database, id)
  const clocksOf = (ids: number[]) =>
    database.asReaderOfClocks(ids, (tx) =>
      tx.query<{ id: number }>('select restaurant_id as id from clocks order by 1'),
    )
  expect(await clocksOf([1, 3, 9])).toEqual([{ id: 1 }, { id: 3 }])
  expect(await clocksOf([])).toEqual([])
  const count = (table: string) => database.asReaderOfClocks([1], (tx) => tx.query(`select from ${table}`))
  for (const table of ['restaurants', 'guests', 'log', 'receipts', 'memberships', 'users']) {
    expect(await count(table)).toEqual([])
  }
  const change = () => database.asReaderOfClocks([1], (tx) => tx.query('update clocks set version = 5'))
  await expect(change()).rejects.toMatchObject({ cause: { code: '25006' } })
  // The list is over with its transaction, and is no way into another tenant's.
  expect(await database.asRestaurant(2, (tx) => tx.query('select restaurant_id as id from clocks'))).toEqual([
    { id: 2 },
  ])
  expect(await database.asSystem((tx) => tx.query('select from clocks'))).toEqual([])
})
