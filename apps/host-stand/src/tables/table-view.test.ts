import { openFloor } from '@qtable/domain/testing'
import { expect, test } from 'vitest'
import { turnUrgency } from '../time/urgency.ts'
import { fractionOf, viewsOf } from './table-view.ts'

const start = Date.parse('2026-05-01T17:00:00.000Z')
const minute = 60_000

test('a seated party shows its minutes against its turn', () => {
  const floor = openFloor({ tables: [4] })
  floor.seated([0], { name: 'Okafor', partySize: 3 })
  const at = (minutes: number) => [...viewsOf(floor.floor, start + minutes * minute).values()][0]
  expect(at(52)).toMatchObject({
    state: 'seated',
    partyName: 'Okafor',
    seatsFilled: 3,
    minutes: 52,
    turnMinutes: 90,
    urgency: 'calm',
  })
  expect(at(81)?.urgency).toBe('soon')
  expect(at(90)?.urgency).toBe('soon')
  expect(at(91)?.urgency).toBe('late')
})

test('the ring is never more than full', () => {
  expect(fractionOf({ minutes: 45, turnMinutes: 90 })).toBe(0.5)
  expect(fractionOf({ minutes: 200, turnMinutes: 90 })).toBe(1)
  expect(turnUrgency(0, 90)).toBe('calm')
})

test('a party at two tables fills the seats of the first, then of the second, and each names the other', () => {
  const floor = openFloor({ tables: [4, 4] })
  floor.seated([0, 1], { partySize: 6 })
  const views = [...viewsOf(floor.floor, start).values()]
  expect(views.map(({ seatsFilled, joinedWith }) => [seatsFilled, joinedWith])).toEqual([
    [4, '2'],
    [2, '1'],
  ])
})

test('a table shows its next reservation two hours ahead', () => {
  const floor = openFloor({ tables: [4] })
  floor.booking({ name: 'Ada', startsAt: '2026-05-01T20:00:00Z', tableIds: floor.tableIds })
  const next = (minutes: number) => [...viewsOf(floor.floor, start + minutes * minute).values()][0]?.nextName
  expect(next(59)).toBe('')
  expect(next(61)).toBe('Ada')
  expect(next(180 + 74)).toBe('Ada')
  expect(next(180 + 75)).toBe('')
})

test('an unchanged table keeps its view, so that it does not render again', () => {
  const floor = openFloor({ tables: [4, 4] })
  floor.seated([0])
  const before = viewsOf(floor.floor, start)
  const [first, second] = floor.tableIds
  const later = viewsOf(floor.floor, start + minute, before)
  expect(later.get(first ?? '')).not.toBe(before.get(first ?? ''))
  expect(later.get(second ?? '')).toBe(before.get(second ?? ''))
})
