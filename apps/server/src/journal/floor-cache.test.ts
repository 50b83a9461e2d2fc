import { emptyFloor, newRestaurant } from '@qtable/domain'
import { expect, test } from 'vitest'
import type { LoggedTransaction } from '../db/logged-transaction.ts'
import { openFloorCache } from './floor-cache.ts'
import type { Snapshot } from './snapshot.ts'

const at = '2026-05-01T18:00:00.000Z'

/** A snapshot whose weight is its number of transactions, each of one change, plus one. */
function snapshotOf(id: number, transactions = 0): Snapshot {
  const restaurant = newRestaurant({ id, name: 'Chez Ada', slug: `r${id}`, timezone: 'UTC', now: at })
  const recent = Array.from(
    { length: transactions },
    (_, i) => ({ version: i + 1, changes: [{}] }) as LoggedTransaction,
  )
  return { floor: emptyFloor(restaurant, { version: transactions, committedAt: at }), epoch: 'e', recent }
}

function openCache(capacity: number) {
  const clock = { now: 0 }
  const cache = openFloorCache({ capacity, now: () => clock.now })
  const put = (...ids: number[]) => {
    for (const id of ids) cache.set(id, snapshotOf(id))
  }
  return { clock, cache, put }
}

test('evicts the least recently used snapshot where the capacity is exceeded', () => {
  const { cache, put } = openCache(3)
  put(1, 2, 3)
  expect(cache.get(1)).toBeDefined()
  put(4)
  expect(cache.ids()).toEqual([3, 1, 4])
})

test('to look at a snapshot, or to put a newer one in its place, is no use of it', () => {
  const { cache, put } = openCache(3)
  put(1, 2, 3)
  expect(cache.peek(1)).toBeDefined()
  put(1, 4)
  expect(cache.ids()).toEqual([2, 3, 4])
})

test('counts entities and transactions, and keeps a single snapshot however large', () => {
  const { cache, put } = openCache(6)
  put(1, 2)
  cache.set(3, snapshotOf(3, 4))
  expect(cache.ids()).toEqual([2, 3])
  cache.set(2, snapshotOf(2, 2))
  expect(cache.ids()).toEqual([3])
  cache.set(3, snapshotOf(3, 9))
  expect(cache.ids()).toEqual([3])
  cache.delete(3)
  put(1, 2, 4, 5, 6, 7)
  expect(cache.size).toBe(6)
})

test('keeps a pinned snapshot outside the capacity until every pin is released', () => {
  const { cache, put } = openCache(2)
  const letGo = [cache.pin(1), cache.pin(1)]
  put(1, 2, 3)
  expect(cache.ids()).toEqual([1, 2, 3])
  letGo[0]?.()
  letGo[0]?.()
  expect(cache.isPinned(1)).toBe(true)
  letGo[1]?.()
  expect(cache.ids()).toEqual([3, 1])
})

test('what nobody has used since an instant is dropped, unless it is pinned', () => {
  const { clock, cache, put } = openCache(10)
  const letGo = cache.pin(1)
  put(1, 2, 3)
  clock.now = 10
  cache.get(3)
  put(2)
  clock.now = 20
  cache.dropUnusedSince(5)
  expect(cache.ids()).toEqual([1, 3])
  letGo()
  cache.dropUnusedSince(15)
  expect(cache.ids()).toEqual([1])
  cache.dropUnusedSince(20)
  expect(cache.size).toBe(0)
})
