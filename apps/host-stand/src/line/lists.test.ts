import { openFloor } from '@qtable/domain/testing'
import { expect, test } from 'vitest'
import { countsOf } from '../shell/floor-counts.ts'
import { endedOf, lineOf, nextOf } from './lists.ts'

test('the line is in the order they asked; who has gone is not in it', () => {
  const floor = openFloor({ tables: [4] })
  const first = floor.party({ name: 'First' })
  const second = floor.party({ name: 'Second', joinedAt: '2026-05-01T10:00:00Z' })
  floor.run('guest.setStatus', { guestId: first, status: 'notified' })
  const gone = floor.party({ name: 'Gone' })
  floor.run('guest.setStatus', { guestId: gone, status: 'left' })
  floor.seated([0], { name: 'Seated' })
  expect(lineOf(floor.floor).map(({ id }) => id)).toEqual([second, first])
  expect(endedOf(floor.floor).map(({ id }) => id)).toEqual([gone])
})

test('next are the reservations of this service day that do not sit', () => {
  const floor = openFloor({ tables: [4] })
  const late = floor.booking({ name: 'Late', startsAt: '2026-05-01T21:00:00.000Z' })
  const early = floor.booking({ name: 'Early', startsAt: '2026-05-01T19:00:00.000Z' })
  floor.booking({ name: 'Tomorrow', startsAt: '2026-05-03T19:00:00.000Z' })
  const gone = floor.booking({ name: 'Gone', startsAt: '2026-05-01T20:00:00.000Z' })
  floor.run('reservation.setStatus', { reservationId: gone, status: 'cancelled' })
  floor.run('reservation.arrive', { reservationId: late })
  expect(nextOf(floor.floor).map(({ id }) => id)).toEqual([early, late])
})

test('the top bar counts covers, who waits and free tables by their seats', () => {
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
