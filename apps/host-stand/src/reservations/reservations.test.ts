import { openFloor } from '@qtable/domain/testing'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { dayAfter, instantAt, timeOf } from '../time/local-time.ts'
import { bookingChanges, bookingOf, bookingPayload, missingIn, newBooking } from './booking.ts'
import { dayListOf, foundBy, reservationsOn, todayOf } from './day-list.ts'
import { plannableTables } from './plannable-tables.ts'

const rule = { timezone: 'Europe/Berlin', settings: { serviceDayStartsAt: '04:00' } }

test('a local time maps to its instant, after midnight within the same service day', () => {
  expect(instantAt('2026-05-01', '19:30', rule)).toBe('2026-05-01T17:30:00Z')
  expect(instantAt('2026-05-01', '01:00', rule)).toBe('2026-05-01T23:00:00Z')
  expect(instantAt('2026-03-29', '03:30', { ...rule, settings: { serviceDayStartsAt: '03:00' } })).toBe(
    '2026-03-29T01:30:00Z',
  )
  expect(timeOf('2026-05-01T22:05:00.000Z', 'Europe/Berlin')).toBe('00:05')
  expect(dayAfter('2026-02-28', 1)).toBe('2026-03-01')
})

test('every local time of a day survives the round trip', () => {
  const times = fc.tuple(fc.integer({ min: 4, max: 23 }), fc.integer({ min: 0, max: 59 }))
  const dates = fc.integer({ min: 0, max: 700 }).map((days) => dayAfter('2026-01-01', days))
  fc.assert(
    fc.property(dates, times, (date, [hour, minute]) => {
      const time = `${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}`
      expect(timeOf(instantAt(date, time, rule), rule.timezone)).toBe(time)
    }),
  )
})

test('a day lists its reservations by time, and any of their words finds them', () => {
  const floor = openFloor({ tables: [4] })
  floor.booking({ name: 'Zuşe', startsAt: '2026-05-01T17:00:00Z', phone: '+4915112345678' })
  floor.booking({ name: 'Ada', startsAt: '2026-05-01T18:00:00Z', tableIds: floor.tableIds, tags: ['VIP'] })
  const late = floor.booking({ name: 'Owl', startsAt: '2026-05-01T23:30:00Z' })
  floor.booking({ name: 'Tomorrow', startsAt: '2026-05-02T12:00:00Z' })
  floor.run('reservation.setStatus', { reservationId: late, status: 'cancelled' })
  const date = todayOf(floor.floor, Date.parse(floor.clock.now))
  const all = reservationsOn(floor.floor, date)
  const found = (query: string) => foundBy(query, all, floor.floor).map(({ name }) => name)
  expect(dayListOf(all).live.map(({ name }) => name)).toEqual(['Zuşe', 'Ada'])
  expect(found('vip')).toEqual(['Ada'])
  expect(found('1511 zuse')).toEqual(['Zuşe'])
  expect(found('(151) 123-45')).toEqual(['Zuşe'])
  expect(dayListOf(all)).toMatchObject({ covers: 4, ended: [{ name: 'Owl' }] })
})

test('a search looks at every day and puts the best match first, and a table is found by its number alone or after the word', () => {
  const floor = openFloor({ tables: [4, 4] })
  const [first, second] = floor.tableIds
  floor.booking({ name: 'November Rain', startsAt: '2026-05-01T18:00:00Z', tableIds: [first], phone: '+4930222222' })
  floor.booking({ name: 'Novák', startsAt: '2026-05-08T18:00:00Z', tableIds: [second], phone: '+4930222223' })
  floor.booking({ name: 'Ada Novák', startsAt: '2026-05-02T18:00:00Z' })
  const found = (query: string) =>
    foundBy(query, floor.floor.reservations.values(), floor.floor).map(({ name }) => name)
  expect(found('novak')).toEqual(['Novák', 'Ada Novák'])
  expect(found('nov')).toEqual(['November Rain', 'Novák', 'Ada Novák'])
  expect(found('Table 2')).toEqual(['Novák'])
  expect(found('2')).toEqual(['Novák'])
})

test('plannable tables are free and large enough, best fit first', () => {
  const floor = openFloor({ tables: [6, 2, 4, 4] })
  const [six, , four, other] = floor.tableIds
  floor.run('combination.create', { name: '3 + 4', tableIds: [four, other], capacity: 8 })
  const reservationId = floor.booking({ startsAt: '2026-05-01T18:00:00Z', tableIds: [four] })
  const at = (from: string, id?: string) =>
    plannableTables(floor.floor, {
      partySize: 4,
      from: Date.parse(from),
      until: Date.parse(from) + 90 * 60_000,
      reservationId: id,
      now: Date.parse(floor.clock.now),
    }).map(({ numbers }) => numbers)
  expect(at('2026-05-01T18:30:00Z')).toEqual(['4', '1'])
  expect(at('2026-05-01T18:30:00Z', reservationId)).toEqual(['3', '4', '1', '3 + 4'])
  floor.run('table.setStatus', { tableId: six, status: 'blocked' })
  expect(at('2026-05-01T20:00:00Z')).toEqual(['3', '4', '3 + 4'])
})

test('a booking reaches the floor as entered, and an unchanged form changes nothing', () => {
  const floor = openFloor({ tables: [4] })
  const { restaurant } = floor.floor
  const booking = newBooking('2026-05-01', { partySize: 3, time: '20:15', name: ' Ada ', tags: ['VIP'] })
  expect(missingIn(booking, '2026-05-01')).toBeUndefined()
  expect(missingIn(booking, '2026-05-02')).toBe('That day is over. Choose another one.')
  expect(missingIn(newBooking('2026-05-01', { partySize: 2, time: '20:00' }), '2026-05-01')).toBe('Enter a name')
  const { id } = floor.run('reservation.create', bookingPayload(booking, restaurant)).created('reservation')
  const reservation = floor.reservation(id) ?? expect.fail('not booked')
  expect(reservation).toMatchObject({ name: 'Ada', startsAt: '2026-05-01T18:15:00Z', durationMinutes: 90 })
  const again = bookingOf(reservation, '2026-05-01', restaurant)
  expect(bookingChanges(again, again, restaurant)).toBeUndefined()
  expect(bookingChanges(again, { ...again, partySize: 6 }, restaurant)).toEqual({
    partySize: 6,
    durationMinutes: 105,
  })
})
