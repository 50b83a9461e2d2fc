import { afterAll, beforeAll, expect, test } from 'vitest'
import { openTestDatabase, type TestDatabase } from '../testing/cluster.ts'

let opened: TestDatabase
beforeAll(async () => {
  opened = await openTestDatabase()
})
afterAll(() => opened.close())

test('queries run as the working role', async () => {
  const rows = await opened.database.asSystem((tx) => tx.query<{ current_user: string }>('select current_user'))
  expect(rows).toEqual([{ current_user: 'qtable_app' }])
})
