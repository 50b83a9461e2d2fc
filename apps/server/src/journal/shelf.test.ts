import { emptyFloor, newRestaurant } from '@qtable/domain'
import { expect, test } from 'vitest'
import type { Snapshot } from './floors.ts'
import type { Logged } from './log.ts'
import { openShelf } from './shelf.ts'

const at = '2026-05-01T18:00:00.000Z'

/** A snapshot that takes as much room as it has transactions, and one. */
function snapshotOf(id: number, transactions = 0): Snapshot {
  const restaurant = newRestaurant({ id, name: 'Chez Ada', slug: `r${id}`, timezone: 'UTC', now: at })
  const recent = Array.from({ length: transactions }, (_, i) => ({ version: i + 1 }) as Logged)
  return { floor: emptyFloor(restaurant, { version: transactions, committedAt: at }), epoch: 'e', recent }
}

function openWorld(room: number) {
  const clock = { now: 0 }
  const shelf = openShelf({ room, now: () => clock.now })
  const put = (...ids: number[]) => {
    for (const id of ids) shelf.set(id, snapshotOf(id))
  }
  return { clock, shelf, put }
}

test('where there is no more room the least recently used goes', () => {
  const { shelf, put } = openWorld(3)
  put(1, 2, 3)
  expect(shelf.use(1)).toBeDefined()
  put(4)
  expect(shelf.ids()).toEqual([3, 1, 4])
})

test('to look at a snapshot, or to put a newer one in its place, is no use of it', () => {
  const { shelf, put } = openWorld(3)
  put(1, 2, 3)
  expect(shelf.peek(1)).toBeDefined()
  put(1, 4)
  expect(shelf.ids()).toEqual([2, 3, 4])
})

test('room is counted in what snapshots hold, and one alone stays however large', () => {
  const { shelf, put } = openWorld(6)
  put(1, 2)
  shelf.set(3, snapshotOf(3, 4))
  expect(shelf.ids()).toEqual([2, 3])
  shelf.set(2, snapshotOf(2, 2))
  expect(shelf.ids()).toEqual([3])
  shelf.set(3, snapshotOf(3, 9))
  expect(shelf.ids()).toEqual([3])
  shelf.delete(3)
  put(1, 2, 4, 5, 6, 7)
  expect(shelf.size).toBe(6)
})

test('what is pinned takes no room and stays until all have let go', () => {
  const { shelf, put } = openWorld(2)
  const letGo = [shelf.pin(1), shelf.pin(1)]
  put(1, 2, 3)
  expect(shelf.ids()).toEqual([1, 2, 3])
  letGo[0]?.()
  letGo[0]?.()
  expect(shelf.isPinned(1)).toBe(true)
  letGo[1]?.()
  expect(shelf.ids()).toEqual([3, 1])
})

test('what nobody has used since an instant is dropped, unless it is pinned', () => {
  const { clock, shelf, put } = openWorld(10)
  const letGo = shelf.pin(1)
  put(1, 2, 3)
  clock.now = 10
  shelf.use(3)
  put(2)
  clock.now = 20
  shelf.dropUnusedSince(5)
  expect(shelf.ids()).toEqual([1, 3])
  letGo()
  shelf.dropUnusedSince(15)
  expect(shelf.ids()).toEqual([1])
  shelf.dropUnusedSince(20)
  expect(shelf.size).toBe(0)
})
