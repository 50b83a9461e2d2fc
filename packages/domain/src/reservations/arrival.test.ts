import { expect, test } from 'vitest'
import { openFloor } from '../testing/open-floor.ts'
import { arrivalId } from './arrival.ts'

const isUuid8 = /^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/

test('ids of parties follow from the whole id of the reservation and the count of arrivals', () => {
  const ids = new Set<string>()
  for (const version of [4, 7]) {
    for (let i = 0; i < 1000; i++) {
      const id = `01990000-0000-${version}000-8000-${i.toString(16).padStart(12, '0')}`
      for (let arrivals = 0; arrivals < 4; arrivals++) {
        const made = arrivalId({ id, arrivals })
        expect(made).toMatch(isUuid8)
        expect(made).toBe(arrivalId({ id, arrivals }))
        ids.add(made)
      }
    }
  }
  expect(ids.size).toBe(8000)
})

test('neighbouring bookings arrive, go and arrive again without meeting', () => {
  const floor = openFloor()
  const [x, y] = ['21', '22'].map((end) => floor.booking({ id: `01990000-0000-7000-8000-0000000000${end}` }))
  for (const reservationId of [x, x, x, y]) {
    const guestId = floor.run('reservation.arrive', { reservationId }).created('guest').id
    if (reservationId === x) floor.run('guest.delete', { guestId })
  }
  floor.run('reservation.seat', { reservationId: y, tableIds: floor.tableIds })
  floor.run('reservation.arrive', { reservationId: x })
})
