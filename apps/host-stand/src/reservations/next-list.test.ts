import { openFloor } from '@qtable/domain/testing'
import { expect, test } from 'vitest'
import { nextOf } from './next-list.ts'

test('the next reservations are those of this service day that are not seated', () => {
  const floor = openFloor({ tables: [4] })
  const late = floor.booking({ name: 'Late', startsAt: '2026-05-01T21:00:00.000Z' })
  const early = floor.booking({ name: 'Early', startsAt: '2026-05-01T19:00:00.000Z' })
  floor.booking({ name: 'Tomorrow', startsAt: '2026-05-03T19:00:00.000Z' })
  const gone = floor.booking({ name: 'Gone', startsAt: '2026-05-01T20:00:00.000Z' })
  floor.run('reservation.setStatus', { reservationId: gone, status: 'cancelled' })
  floor.run('reservation.arrive', { reservationId: late })
  expect(nextOf(floor.floor).map(({ id }) => id)).toEqual([early, late])
})
