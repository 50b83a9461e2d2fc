import { openFloor } from '@qtable/domain/testing'
import { expect, test } from 'vitest'
import { countsOf } from './floor-counts.ts'

test('the top bar counts covers, waiting parties and free tables by their seats', () => {
  const floor = openFloor({ tables: [2, 4, 4, 6] })
  floor.seated([1], { partySize: 3 })
  floor.party()
  floor.run('table.setStatus', { tableId: floor.tableIds[3], status: 'blocked' })
  expect(countsOf(floor.floor)).toEqual({
    covers: 3,
    waiting: 1,
    free: [
      { seats: 2, tables: 1 },
      { seats: 4, tables: 1 },
    ],
  })
})
