import { openFloor } from '@qtable/domain/testing'
import { expect, test } from 'vitest'
import { clashesOfBooking } from '../floor/stays.ts'
import { reservationUrgency } from '../time/urgency.ts'
import { overviewOf } from './overview.ts'

test('the overview of a day has covers by half hours, what needs attention and what the staff should know', () => {
  const floor = openFloor({ tables: [4, 4], settings: { approveReservations: true } })
  const [first, second] = floor.tableIds
  const at = (time: string) => `2026-05-01T${time}:00Z`
  floor.booking({ name: 'Ada', partySize: 4, startsAt: at('17:15'), tableIds: [first], tags: ['VIP'] })
  const pending = floor.booking({ name: 'Zuse', partySize: 3, startsAt: at('18:45'), tableIds: [second] })
  for (const one of floor.floor.reservations.values()) {
    if (one.id !== pending) floor.run('reservation.setStatus', { reservationId: one.id, status: 'confirmed' })
  }
  const open = floor.booking({ name: 'Open', partySize: 2, startsAt: at('18:50'), status: 'confirmed', tableIds: [] })
  const lost = floor.booking({ name: 'Lost', partySize: 6, startsAt: at('18:00'), tableIds: [] })
  floor.run('reservation.setStatus', { reservationId: lost, status: 'no_show' })
  const day = overviewOf([...floor.floor.reservations.values()], {
    timezone: 'Europe/Berlin',
    now: Date.parse(at('17:40')),
    hasClash: ({ name }) => name === 'Zuse',
  })
  expect(day.slots.map(({ from, covers }) => [new Date(from).toISOString().slice(11, 16), covers])).toEqual([
    ['17:00', 4],
    ['17:30', 0],
    ['18:00', 0],
    ['18:30', 5],
  ])
  expect(day.toSolve.map(({ reservation: { name }, concerns }) => [name, ...concerns])).toEqual([
    ['Ada', 'late'],
    ['Zuse', 'unconfirmed', 'clash'],
    ['Open', 'no_table'],
  ])
  expect(floor.reservation(open)).toMatchObject({ tableIds: [] })
  expect(day.worthKnowing.map(({ name }) => name)).toEqual(['Ada'])
  expect(day).toMatchObject({ noShows: 1, cancelled: 0 })
})

test('a party of 40 that was booked at a table of 8 all the same needs attention', () => {
  const floor = openFloor({ tables: [8] })
  floor.booking({ partySize: 40, startsAt: '2026-05-01T18:00:00Z', tableIds: floor.tableIds, force: true })
  const now = Date.parse(floor.clock.now)
  const { toSolve } = overviewOf([...floor.floor.reservations.values()], {
    timezone: 'Europe/Berlin',
    now,
    hasClash: (one) => clashesOfBooking(floor.floor, one, now).length > 0,
  })
  expect(toSolve.map(({ reservation: { partySize }, concerns }) => [partySize, ...concerns])).toEqual([[40, 'clash']])
})

test('half hours are those of local time, even in zones offset by a quarter', () => {
  const floor = openFloor({ timezone: 'Asia/Kathmandu' })
  floor.booking({ startsAt: '2026-05-01T18:00:00Z' })
  const { slots } = overviewOf([...floor.floor.reservations.values()], {
    timezone: 'Asia/Kathmandu',
    now: undefined,
    hasClash: () => false,
  })
  // 23:45 local time.
  expect(slots.map(({ from }) => new Date(from).toISOString())).toEqual(['2026-05-01T17:45:00.000Z'])
})

test('a party is late from its time on, and probably forgotten after a quarter of an hour', () => {
  const floor = openFloor()
  const id = floor.booking({ startsAt: '2026-05-01T18:00:00Z' })
  const urgencyAt = (after: number) => {
    const reservation = floor.reservation(id) ?? expect.fail('not booked')
    return reservationUrgency(reservation, Date.parse(reservation.startsAt) + after * 60_000)
  }
  expect([-1, 0, 1, 15, 16].map(urgencyAt)).toEqual(['calm', 'calm', 'soon', 'soon', 'late'])
  floor.run('reservation.arrive', { reservationId: id })
  expect(urgencyAt(30)).toBe('calm')
})
