import { openFloor } from '@qtable/domain/testing'
import { expect, test } from 'vitest'
import { moveOf } from './bar-move.ts'
import { dayOf } from './timeline-view.ts'

function day(floor: ReturnType<typeof openFloor>) {
  const now = Date.parse(floor.clock.now)
  const noon = Date.parse('2026-05-01T10:00:00Z')
  return dayOf(floor.floor, { reservations: [...floor.floor.reservations.values()], isToday: true, now, noon })
}

test('a day has a row for each table in the order of their numbers, and one for what has no table', () => {
  const floor = openFloor({ tables: Array.from({ length: 11 }, () => 4) })
  floor.booking({ name: 'Ada', tableIds: [floor.tableIds[9]] })
  expect(day(floor).rows.map(({ number }) => number)).toEqual('1 2 3 4 5 6 7 8 9 10 11'.split(' '))
  floor.booking({ name: 'Open' })
  const [open] = day(floor).rows
  expect(open).toMatchObject({ tableId: null, bars: [{ name: 'Open', isConflict: false }] })
})

test('a party that will sit into the time of a reservation is a conflict, of both, in two lanes', () => {
  const floor = openFloor({ tables: [4] })
  floor.seated([0], { name: 'Okafor', partySize: 4 })
  floor.booking({ name: 'Ada', startsAt: '2026-05-01T18:00:00Z', tableIds: floor.tableIds })
  expect(day(floor)).toMatchObject({ conflicts: 1, rows: [{ lanes: 2, bars: [{ lane: 0 }, { lane: 1 }] }] })
})

test('a reservation of a party that sits is shown once, as the party', () => {
  const floor = openFloor({ tables: [4] })
  const reservationId = floor.booking({ tableIds: floor.tableIds })
  floor.run('reservation.seat', { reservationId })
  expect(day(floor).rows[0]?.bars.map(({ kind }) => kind)).toEqual(['party'])
})

test('what a bar is dragged to is what the floor is asked for', () => {
  const floor = openFloor({ tables: [4, 4, 4] })
  const [a = '', b = '', c = ''] = floor.tableIds
  const reservationId = floor.booking({ tableIds: [a, b], startsAt: '2026-05-01T18:00:00Z' })
  const guestId = floor.seated([2])
  const { rows } = day(floor)
  const bar = (i: number) => rows[i]?.bars[0] ?? expect.fail('no bar')
  expect(moveOf(bar(0), { row: { tableId: a }, target: { tableId: a }, minutes: 7 })).toBeUndefined()
  expect(moveOf(bar(0), { row: { tableId: a }, target: { tableId: c }, minutes: 38 })).toEqual({
    type: 'reservation.update',
    payload: { reservationId, startsAt: '2026-05-01T18:45:00.000Z', tableIds: [c, b] },
  })
  expect(moveOf(bar(2), { row: { tableId: c }, target: { tableId: c }, minutes: 60 })).toBeUndefined()
  const move = moveOf(bar(2), { row: { tableId: c }, target: { tableId: a }, minutes: 60 })
  expect(move).toEqual({ type: 'guest.move', payload: { guestId, tableIds: [a] } })
  expect(moveOf(bar(0), { row: { tableId: a }, target: { tableId: null }, minutes: 0 })?.payload).toMatchObject({
    tableIds: [b],
  })
})
