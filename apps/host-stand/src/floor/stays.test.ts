import { openFloor } from '@qtable/domain/testing'
import { expect, test } from 'vitest'
import { viewsOf } from '../tables/table-view.ts'
import { timelineDay } from '../timeline/timeline-day.ts'
import { clashesOfBooking, clashesOfParty } from './stays.ts'

const minute = 60_000

test('a promised table with a party that stays too long is a clash of both, everywhere, until it is solved', () => {
  const floor = openFloor({ tables: [4, 4] })
  const [first, second] = floor.tableIds
  const reservationId = floor.booking({
    name: 'Ada',
    partySize: 4,
    startsAt: '2026-05-01T18:00:00Z',
    tableIds: [first],
  })
  const guestId = floor.seated([0], { name: 'Okafor', partySize: 4 })
  const now = Date.parse(floor.clock.now)
  const seen = () => {
    const guest = floor.guest(guestId) ?? expect.fail('no party')
    const reservation = floor.reservation(reservationId) ?? expect.fail('no booking')
    const reservations = [...floor.floor.reservations.values()]
    const day = timelineDay(floor.floor, { reservations, isToday: true, now, noon: now })
    return {
      party: clashesOfParty(floor.floor, guest, now).map(({ code }) => code),
      booking: clashesOfBooking(floor.floor, reservation, now).map(({ code }) => code),
      table: viewsOf(floor.floor, now).get(first ?? '')?.clash !== '',
      bars: day.rows.flatMap(({ bars }) => bars.map(({ clashes }) => clashes.length)),
      conflicts: day.conflicts,
    }
  }
  expect(seen()).toEqual({
    party: ['table_promised'],
    booking: ['table_occupied'],
    table: true,
    bars: [1, 1],
    conflicts: 1,
  })
  floor.run('reservation.update', { reservationId, tableIds: [second] })
  expect(seen()).toEqual({ party: [], booking: [], table: false, bars: [0, 0], conflicts: 0 })
})

test('a booking beyond its hours, at a blocked table or with too few seats keeps saying so', () => {
  const floor = openFloor({ tables: [2] })
  const reservationId = floor.booking({ partySize: 2, startsAt: '2026-05-01T18:00:00Z', tableIds: floor.tableIds })
  const codes = () => {
    const reservation = floor.reservation(reservationId) ?? expect.fail('no booking')
    return clashesOfBooking(floor.floor, reservation, Date.parse(floor.clock.now)).map(({ code }) => code)
  }
  expect(codes()).toEqual([])
  floor.run('reservation.update', { reservationId, partySize: 5, force: true })
  floor.run('table.setStatus', { tableId: floor.tableIds[0], status: 'blocked', force: true })
  floor.run('restaurant.update', {
    settings: { closures: [{ from: '2026-05-01', to: '2026-05-01', reason: 'Wedding' }] },
  })
  expect(codes().sort()).toEqual(['outside_hours', 'party_too_large', 'table_blocked'])
  floor.run('reservation.setStatus', { reservationId, status: 'cancelled' })
  expect(codes()).toEqual([])
})

test('a party past its turn runs into the booking that follows as soon as it is there', () => {
  const floor = openFloor({ tables: [4] })
  floor.booking({ startsAt: '2026-05-01T19:00:00Z', tableIds: floor.tableIds })
  const guestId = floor.seated([0], { partySize: 4 })
  const guest = floor.guest(guestId) ?? expect.fail('no party')
  const now = Date.parse(floor.clock.now)
  const at = (minutes: number) => clashesOfParty(floor.floor, guest, now + minutes * minute).length
  expect([at(0), at(119), at(121)]).toEqual([0, 0, 1])
})
