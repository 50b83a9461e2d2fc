import { openFloor } from '@qtable/domain/testing'
import { expect, test } from 'vitest'
import { dropTargetOf, moveCommand } from './bar-drop.ts'
import { timelineDay } from './timeline-day.ts'
import { lanePx, minutePx } from './timeline-scale.ts'

function day(floor: ReturnType<typeof openFloor>) {
  const now = Date.parse(floor.clock.now)
  const noon = Date.parse('2026-05-01T10:00:00Z')
  return timelineDay(floor.floor, { reservations: [...floor.floor.reservations.values()], isToday: true, now, noon })
}

test('a day has a row for each table by number, and one for reservations without a table', () => {
  const floor = openFloor({ tables: Array.from({ length: 11 }, () => 4) })
  floor.booking({ name: 'Ada', tableIds: [floor.tableIds[9]] })
  expect(day(floor).rows.map(({ number }) => number)).toEqual('1 2 3 4 5 6 7 8 9 10 11'.split(' '))
  floor.booking({ name: 'Open' })
  const [open] = day(floor).rows
  expect(open).toMatchObject({ tableId: null, bars: [{ name: 'Open', clashes: [] }] })
})

test('a party that will stay into the time of a reservation conflicts with it, in two lanes', () => {
  const floor = openFloor({ tables: [4] })
  floor.booking({ name: 'Ada', startsAt: '2026-05-01T18:00:00Z', tableIds: floor.tableIds })
  floor.seated([0], { name: 'Okafor', partySize: 4 })
  expect(day(floor)).toMatchObject({ conflicts: 1, rows: [{ lanes: 2, bars: [{ lane: 0 }, { lane: 1 }] }] })
})

test('a reservation whose party is seated is shown once, as the party', () => {
  const floor = openFloor({ tables: [4] })
  const reservationId = floor.booking({ tableIds: floor.tableIds })
  floor.run('reservation.seat', { reservationId })
  expect(day(floor).rows[0]?.bars.map(({ kind }) => kind)).toEqual(['party'])
})

test('a dragged bar sends the command for its new place', () => {
  const floor = openFloor({ tables: [4, 4, 4] })
  const [a = '', b = '', c = ''] = floor.tableIds
  const reservationId = floor.booking({ tableIds: [a, b], startsAt: '2026-05-01T18:00:00Z' })
  const guestId = floor.seated([2])
  const { rows } = day(floor)
  const bar = (i: number) => rows[i]?.bars[0] ?? expect.fail('no bar')
  const drop = (i: number, { rows: down, minutes }: { rows: number; minutes: number }) => {
    const held = { key: bar(i).key, tableId: rows[i]?.tableId ?? null }
    const target = dropTargetOf(day(floor), held, { x: minutes * minutePx, y: down * lanePx })
    return moveCommand(bar(i), target ?? expect.fail('no target'))
  }
  expect(drop(0, { rows: 0, minutes: 7 })).toBeUndefined()
  expect(drop(0, { rows: 2, minutes: 38 })).toEqual({
    type: 'reservation.update',
    payload: { reservationId, startsAt: '2026-05-01T18:45:00.000Z', tableIds: [c, b] },
  })
  expect(drop(2, { rows: 0, minutes: 60 })).toBeUndefined()
  expect(drop(2, { rows: -2, minutes: 60 })).toEqual({ type: 'guest.move', payload: { guestId, tableIds: [a] } })
  const open = { origin: { tableId: a }, row: { tableId: null }, from: bar(0).from }
  expect(moveCommand(bar(0), open)?.payload).toMatchObject({ tableIds: [b] })
})

test('a dragged bar shows what it would overlap, and a table that is too small', () => {
  const floor = openFloor({ tables: [4, 4, 2] })
  const [a = '', b = ''] = floor.tableIds
  floor.booking({ name: 'Ada', partySize: 4, tableIds: [a], startsAt: '2026-05-01T18:00:00Z' })
  floor.booking({ name: 'Zuse', partySize: 4, tableIds: [b], startsAt: '2026-05-01T19:00:00Z' })
  const shown = day(floor)
  const held = { key: shown.rows[0]?.bars[0]?.key ?? expect.fail('no bar'), tableId: a }
  const target = (rows: number, minutes: number) =>
    dropTargetOf(shown, held, { x: minutes * minutePx, y: rows * lanePx })?.obstacles[0]
  expect(target(0, 30)).toBeUndefined()
  expect(target(1, 0)).toMatchObject({ code: 'reservation_conflict', current: { name: 'Zuse' } })
  expect(target(1, -60)).toBeUndefined()
  expect(target(2, 0)).toMatchObject({ code: 'party_too_large', current: { seats: 2 } })
})

test('a held bar is found again after another person’s change has moved the rows, unless it is gone', () => {
  const floor = openFloor({ tables: [4, 4] })
  const [a = ''] = floor.tableIds
  const reservationId = floor.booking({ name: 'Ada', tableIds: [a], startsAt: '2026-05-01T18:00:00Z' })
  const held = { key: day(floor).rows[0]?.bars[0]?.key ?? expect.fail('no bar'), tableId: a }
  expect(dropTargetOf(day(floor), held, { x: 0, y: lanePx })?.row.number).toBe('2')
  floor.booking({ name: 'Open' })
  expect(dropTargetOf(day(floor), held, { x: 0, y: lanePx })?.row.number).toBe('2')
  floor.run('reservation.setStatus', { reservationId, status: 'cancelled' })
  expect(dropTargetOf(day(floor), held, { x: 0, y: lanePx })).toBeUndefined()
})

test('a bar cannot be dragged beyond its day', () => {
  const floor = openFloor({ tables: [4] })
  floor.booking({ name: 'Ada', tableIds: floor.tableIds, startsAt: '2026-05-01T18:00:00Z' })
  const shown = day(floor)
  const [row] = shown.rows
  const held = { key: row?.bars[0]?.key ?? expect.fail('no bar'), tableId: row?.tableId ?? null }
  expect(dropTargetOf(shown, held, { x: 99_999, y: 0 })?.until).toBe(shown.until)
  expect(dropTargetOf(shown, held, { x: -99_999, y: 99_999 })).toMatchObject({ from: shown.from, rowIndex: 0 })
})
