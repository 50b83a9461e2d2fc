import { newRestaurant } from '@qtable/domain'
import { uuidv7 } from '@qtable/protocol'
import { expect, test } from 'vitest'
import type { LoggedTransaction } from '../db/logged-transaction.ts'
import { openFloors } from './floors.ts'
import { openMemoryJournal } from './memory-journal.ts'
import { recentTransactions } from './recent-transactions.ts'

const minute = 60_000
const at = '2026-05-01T18:00:00Z'
const owner = { id: uuidv7(), name: 'Ona' }

function openTestFloors({ restaurants = 3, capacity = 1000 } = {}) {
  const journal = openMemoryJournal()
  const ids = Array.from({ length: restaurants }, (_, i) => i + 1)
  for (const id of ids) {
    const restaurant = newRestaurant({ id, name: 'Chez Ada', slug: `r${id}`, timezone: 'UTC', now: at })
    const made = uuidv7()
    const first: LoggedTransaction = {
      ...{
        id: made,
        version: 1,
        at,
        doneAt: at,
        actor: owner,
        command: 'restaurant.create',
        commandIds: [made],
        role: 'owner',
      },
      ...{ atomic: false, forced: false, fingerprint: 'f' },
      changes: [{ entity_type: 'restaurant', entity_id: `${id}`, action: 'create', data: restaurant }],
    }
    journal.addRestaurant(restaurant, { epoch: uuidv7(), first })
  }
  const clock = { now: 0 }
  const floors = openFloors({ journal, capacity, now: () => clock.now })
  return { ids, clock, floors }
}

test('a floor that nobody uses goes after half an hour and comes back as it was', async () => {
  const { ids, clock, floors } = openTestFloors()
  for (const id of ids) await floors.read(id)
  const before = await floors.read(1)
  floors.pin(2)
  clock.now = 29 * minute
  await floors.read(3)
  floors.dropIdle()
  expect(floors.cachedIds()).toEqual([2, 1, 3])
  clock.now = 31 * minute
  // Neither is a use: somebody who looks whether it is behind, and another node's change.
  floors.cached(1)
  await floors.catchUp(1)
  floors.dropIdle()
  expect(floors.cachedIds()).toEqual([2, 3])
  const loads = floors.loads
  expect((await floors.read(1)).floor).toEqual(before.floor)
  expect(floors.loads).toBe(loads + 1)
})

test('a floor that somebody follows is neither dropped nor forgotten', async () => {
  const { clock, floors } = openTestFloors({ capacity: 1 })
  const letGo = floors.pin(1)
  await floors.read(1)
  await floors.read(2)
  clock.now = 60 * minute
  floors.dropIdle()
  floors.drop(1)
  expect(floors.cachedIds()).toEqual([1])
  letGo()
  floors.drop(1)
  expect(floors.cachedIds()).toEqual([])
})

test('one floor keeps 512 transactions, a thousand keep a hundred each, and nobody less than 64', () => {
  const recent = Array.from({ length: 600 }, (_, i) => ({ version: i + 1, changes: [{}] }) as LoggedTransaction)
  const news = [{ version: 601, changes: [{}] } as LoggedTransaction]
  const kept = [0, 1, 195, 1000, 100_000].map((floors) => recentTransactions(recent, news, floors))
  expect(kept.map(({ length }) => length)).toEqual([512, 512, 512, 100, 64])
  expect(kept.map((each) => each.at(-1)?.version)).toEqual([601, 601, 601, 601, 601])
})

test('[I30] a floor keeps the latest transactions of 4,000 changes together, and the last however large', () => {
  const batch = (version: number, size: number) =>
    ({ version, changes: Array.from({ length: size }, () => ({})) }) as LoggedTransaction
  const batches = Array.from({ length: 20 }, (_, i) => batch(i + 1, 500))
  expect(recentTransactions(batches, [batch(21, 500)], 1)).toHaveLength(8)
  expect(recentTransactions(batches, [batch(21, 9000)], 1)).toHaveLength(1)
})
