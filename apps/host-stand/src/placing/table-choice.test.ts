import { openFloor } from '@qtable/domain/testing'
import { expect, test } from 'vitest'
import { fitContext, fitsOf } from './fit.ts'
import { startPlacing, stopPlacing, type TableChoice, usePlacingStore } from './placing-store.ts'
import { afterTouch, partyToPlace, touchTable } from './table-choice.ts'

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

test('three tables are joined by three taps where none fits alone, and a taken one is not among them', () => {
  const floor = openFloor({ tables: [4, 4, 4, 6] })
  floor.seated([3])
  const placing = { kind: 'walkIn' as const, partySize: 12 }
  startPlacing(placing)
  const tap = (i: number) => {
    touchTable({ floor: floor.floor, now: Date.parse(floor.clock.now), placing }, floor.tableIds[i] ?? '')
    const { chosen, touched, isJoining } = usePlacingStore.getState()
    return { chosen: chosen.map((id) => floor.tableIds.indexOf(id)), touched, isJoining }
  }
  expect(tap(3)).toEqual({ chosen: [], touched: floor.tableIds[3], isJoining: false })
  expect(tap(0)).toEqual({ chosen: [0], touched: undefined, isJoining: false })
  expect(tap(3)).toEqual({ chosen: [0], touched: floor.tableIds[3], isJoining: false })
  expect(tap(1)).toEqual({ chosen: [0, 1], touched: undefined, isJoining: false })
  expect(tap(2)).toEqual({ chosen: [0, 1, 2], touched: undefined, isJoining: false })
  stopPlacing()
})

test('a table that is too small is not the first of several as long as another one fits alone', () => {
  const floor = openFloor({ tables: [2, 4] })
  const placing = { kind: 'walkIn' as const, partySize: 4 }
  startPlacing(placing)
  const at = { floor: floor.floor, now: Date.parse(floor.clock.now), placing }
  touchTable(at, floor.tableIds[0] ?? '')
  expect(usePlacingStore.getState()).toMatchObject({ chosen: [], touched: floor.tableIds[0] })
  expect(touchTable(at, floor.tableIds[1] ?? '')).toBe('seat')
  stopPlacing()
})

test('a party that has left needs no table', () => {
  const floor = openFloor({ tables: [4] })
  const guestId = floor.party({ partySize: 3 })
  expect(partyToPlace(floor.floor, { kind: 'guest', guestId })).toEqual({ partySize: 3, guestId })
  floor.run('guest.setStatus', { guestId, status: 'left' })
  expect(partyToPlace(floor.floor, { kind: 'guest', guestId })).toBeUndefined()
})
