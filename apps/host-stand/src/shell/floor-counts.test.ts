import { openFloor } from '@qtable/domain/testing'
import { expect, test } from 'vitest'
import { countsOf } from './floor-counts.ts'

test('the top bar counts covers, waiting parties and free tables by their seats', () => {
  const floor = openFloor({ tables: [2, 4, 4, 6] })
  floor.seated([1], { partySize: 3 })
  floor.party()
  floor.run('table.setStatus', { tableId: floor.tableIds[3], status: 'blocked' })
  expect(countsOf(floor.floor, Date.parse(floor.clock.now))).toEqual({
    covers: 3,
    waiting: 1,
    free: [
      { seats: 2, tables: 1 },
      { seats: 4, tables: 1 },
    ],
  })
})

test('a party that still sits since yesterday is not among today’s covers', () => {
  const floor = openFloor({ tables: [4, 4] })
  floor.seated([0], { partySize: 3 })
  const tomorrow = Date.parse(floor.clock.now) + 86_400_000
  expect(countsOf(floor.floor, tomorrow).covers).toBe(0)
})

test('a table that is promised within a usual stay is not free', () => {
  const floor = openFloor({ tables: [4, 4] })
  floor.booking({ startsAt: '2026-05-01T18:00:00Z', tableIds: floor.tableIds.slice(0, 1) })
  expect(countsOf(floor.floor, Date.parse(floor.clock.now)).free).toEqual([{ seats: 4, tables: 1 }])
})
