import { openFloor } from '@qtable/domain/testing'
import { expect, test } from 'vitest'
import { endedOf, lineOf } from './lists.ts'

test('the line is in order of arrival, without the parties that left', () => {
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

test('a party that was booked stands before those who asked at the door', () => {
  const floor = openFloor({ tables: [4] })
  const walkIn = floor.party({ name: 'Walk-in' })
  const reservationId = floor.booking({ name: 'Booked', startsAt: floor.clock.now, tableIds: floor.tableIds })
  floor.run('reservation.arrive', { reservationId })
  const arrived = floor.reservation(reservationId)?.guestId
  expect(lineOf(floor.floor).map(({ id }) => id)).toEqual([arrived, walkIn])
})
