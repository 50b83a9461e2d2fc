import { openFloor } from '@qtable/domain/testing'
import { expect, test } from 'vitest'
import { bestOf } from './best-fit.ts'
import { fitContext, fitsOf } from './fit.ts'

type TestFloor = ReturnType<typeof openFloor>

/** The numbers of the tables that are offered to a walk-in. */
function offered(test: TestFloor, partySize: number): string[] {
  const context = fitContext(test.floor, Date.parse(test.clock.now))
  const tables = [...test.floor.tables.values()]
  return bestOf(tables, fitsOf(context, { partySize })).map((id) => test.floor.tables.get(id)?.tableNumber ?? '')
}

test('the table with exactly as many seats comes first, then the one that wastes least', () => {
  const floor = openFloor({ tables: [8, 6, 5, 4, 4] })
  expect(offered(floor, 4)).toEqual(['4'])
  expect(offered(floor, 3)).toEqual(['4'])
  floor.seated([3])
  expect(offered(floor, 4)).toEqual(['5'])
  floor.seated([4])
  expect(offered(floor, 4)).toEqual(['3'])
})

test('joined tables come before one that is far too large and after one that fits', () => {
  const floor = openFloor({ tables: [4, 4, 16] })
  floor.run('combination.create', { name: '1 + 2', tableIds: floor.tableIds.slice(0, 2), capacity: 7 })
  expect(offered(floor, 6)).toEqual(['1', '2'])
  floor.run('table.create', { tableNumber: '9', capacity: 7 })
  expect(offered(floor, 6)).toEqual(['9'])
})

test('nothing is offered if nothing suits', () => {
  const floor = openFloor({ tables: [2] })
  expect(offered(floor, 3)).toEqual([])
  floor.run('table.setStatus', { tableId: floor.tableIds[0], status: 'blocked' })
  expect(offered(floor, 2)).toEqual([])
})
