import { openFloor } from '@qtable/domain/testing'
import { expect, test } from 'vitest'
import { fitContext, fitsOf } from './fit.ts'
import type { TableChoice } from './placing-store.ts'
import { afterTouch, partyToPlace } from './table-choice.ts'

const nothing: TableChoice = { chosen: [], isJoining: false, touched: undefined }

function touch(floor: ReturnType<typeof openFloor>, partySize: number, i: number, before: TableChoice = nothing) {
  const id = floor.tableIds[i] ?? ''
  const fits = fitsOf(fitContext(floor.floor, Date.parse(floor.clock.now)), { partySize }, before.chosen)
  return afterTouch(before, id, fits.get(id) ?? expect.fail('no such table'))
}

test('a tap on a table that fits seats at once', () => {
  expect(touch(openFloor({ tables: [4] }), 3, 0)).toBe('seat')
})

test('a tap on a table that does not fit shows why and seats nobody', () => {
  const floor = openFloor({ tables: [2] })
  expect(touch(floor, 4, 0)).toEqual({ ...nothing, touched: floor.tableIds[0] })
})

test('a tap on one table of a suitable combination chooses all of it', () => {
  const floor = openFloor({ tables: [4, 4] })
  floor.run('combination.create', { name: 'x', tableIds: floor.tableIds, capacity: 7 })
  expect(touch(floor, 7, 1)).toEqual({ ...nothing, chosen: floor.tableIds })
})

test('while tables are joined, taps add and remove, and an occupied one is not added', () => {
  const floor = openFloor({ tables: [4, 4, 4] })
  const [a = '', b = ''] = floor.tableIds
  floor.seated([2])
  const first = touch(floor, 8, 0, { ...nothing, isJoining: true })
  expect(first).toMatchObject({ chosen: [a] })
  const both = touch(floor, 8, 1, { ...nothing, isJoining: true, chosen: [a] })
  expect(both).toMatchObject({ chosen: [a, b] })
  const joining = { ...nothing, isJoining: true, chosen: [a, b] }
  expect(touch(floor, 8, 2, joining)).toMatchObject({ chosen: [a, b], touched: floor.tableIds[2] })
  expect(touch(floor, 8, 0, joining)).toMatchObject({ chosen: [b] })
})

test('a party that has left needs no table', () => {
  const floor = openFloor({ tables: [4] })
  const guestId = floor.party({ partySize: 3 })
  expect(partyToPlace(floor.floor, { kind: 'guest', guestId })).toEqual({ partySize: 3, guestId })
  floor.run('guest.setStatus', { guestId, status: 'left' })
  expect(partyToPlace(floor.floor, { kind: 'guest', guestId })).toBeUndefined()
})
