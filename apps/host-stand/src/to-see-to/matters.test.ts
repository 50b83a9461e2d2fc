import { openFloor } from '@qtable/domain/testing'
import { expect, test } from 'vitest'
import { countOf, mattersOf } from './matters.ts'

type TestFloor = ReturnType<typeof openFloor>

const startsIn = (floor: TestFloor, minutes: number) =>
  new Date(Date.parse(floor.clock.now) + minutes * 60_000).toISOString()

function book(
  floor: TestFloor,
  name: string,
  { minutes, size = 2, at = [] }: { minutes: number; size?: number; at?: number[] },
) {
  const tableIds = at.map((i) => floor.tableIds[i] ?? '')
  return floor
    .run('reservation.create', { name, partySize: size, startsAt: startsIn(floor, minutes), tableIds })
    .created('reservation').id
}

/** The names of what is to be seen to. */
function seen(floor: TestFloor, minutesLater = 0) {
  const matters = mattersOf(floor.floor, Date.parse(floor.clock.now) + minutesLater * 60_000)
  return {
    yesterdays: matters.yesterdays.map(({ name }) => name),
    late: matters.late.map(({ name }) => name),
    stranded: matters.stranded.map(({ reservation, clashes }) => [
      reservation.name,
      ...clashes.map(({ code }) => code),
    ]),
    count: countOf(matters),
  }
}

const nothing = { yesterdays: [], late: [], stranded: [], count: 0 }

test('a floor where all goes as planned has nothing to see to', () => {
  const floor = openFloor({ tables: [4, 4] })
  book(floor, 'Moreau', { minutes: 120, at: [0] })
  floor.party({ partySize: 2 })
  expect(seen(floor)).toEqual(nothing)
})

test('a booking nobody came for is to be seen to after a quarter of an hour, and not twice', () => {
  const floor = openFloor({ tables: [4, 4] })
  const reservationId = book(floor, 'Moreau', { minutes: 10, at: [0] })
  expect(seen(floor, 20)).toEqual(nothing)
  floor.run('guest.create', {
    name: 'Okafor',
    partySize: 2,
    status: 'seated',
    tableIds: [floor.tableIds[0]],
    force: true,
  })
  expect(seen(floor, 27)).toMatchObject({ late: ['Moreau'], stranded: [], count: 1 })
  floor.run('reservation.setStatus', { reservationId, status: 'cancelled' })
  expect(seen(floor, 27)).toEqual(nothing)
})

test('a booking whose table is taken beyond its time, blocked or too small is stranded', () => {
  const floor = openFloor({ tables: [4, 4, 4] })
  book(floor, 'Taken', { minutes: 30, at: [0] })
  book(floor, 'Blocked', { minutes: 60, at: [1] })
  book(floor, 'Small', { minutes: 90, size: 4, at: [2] })
  floor.run('guest.create', {
    name: 'Okafor',
    partySize: 2,
    status: 'seated',
    tableIds: [floor.tableIds[0]],
    force: true,
  })
  floor.run('table.setStatus', { tableId: floor.tableIds[1], status: 'blocked', force: true })
  floor.run('table.update', { tableId: floor.tableIds[2], capacity: 2, force: true })
  expect(seen(floor).stranded).toEqual([
    ['Taken', 'table_occupied'],
    ['Blocked', 'table_blocked'],
    ['Small', 'party_too_large'],
  ])
})

test('a booking without a table, or whose table is gone, is stranded within an hour of its time', () => {
  const floor = openFloor({ tables: [4, 4] })
  book(floor, 'Soon', { minutes: 50 })
  book(floor, 'Later', { minutes: 200 })
  book(floor, 'Gone', { minutes: 55, at: [0] })
  expect(seen(floor).stranded).toEqual([['Soon']])
  floor.run('table.delete', { tableId: floor.tableIds[0], force: true })
  expect(seen(floor).stranded).toEqual([['Soon'], ['Gone']])
})
