import { serviceDayAt } from '@qtable/domain'
import { openFloor } from '@qtable/domain/testing'
import { expect, test } from 'vitest'
import { csvOf } from './csv.ts'
import { dayRows, headCells } from './csv-rows.ts'

test('a day is exported with its parties and reservations by time, in the restaurant’s time zone', () => {
  const floor = openFloor({ tables: [4, 2], timezone: 'America/New_York' })
  const [first] = floor.tableIds
  const late = floor.booking({ name: 'Müller', partySize: 2, startsAt: '2026-05-02T01:30:00Z', tableIds: [first] })
  floor.booking({ name: 'Tomorrow', startsAt: '2026-05-02T20:00:00Z' })
  floor.run('reservation.setStatus', { reservationId: late, status: 'no_show', force: true })
  const guestId = floor.seated([0], {
    name: '田中, the elder',
    partySize: 4,
    notes: 'two\nlines',
    tags: ['VIP', 'allergy'],
    email: 'tanaka@example.com',
  })
  floor.run('guest.setStatus', { guestId, status: 'finished' })
  const rows = dayRows(floor.floor, serviceDayAt(floor.clock.now, floor.floor.restaurant))
  const now = '2026-05-01 13:00'
  const tanaka = ['tanaka@example.com', 'VIP, allergy', 'two\nlines']
  expect(rows).toEqual([
    ['party', '田中, the elder', '4', 'Finished', '1', '', now, now, now, '', '', ...tanaka],
    ['reservation', 'Müller', '2', 'No-show', '1', '2026-05-01 21:30', '', '', '', '', '', '', '', ''],
  ])
  expect(csvOf(rows, ',')).toContain('party,"田中, the elder",4,Finished,1,,2026-05-01 13:00')
  expect(rows.map((row) => row.length)).toEqual(rows.map(() => headCells().length))
})

test('a reservation whose party has arrived is one row with both of its times', () => {
  const floor = openFloor({ tables: [4], timezone: 'America/New_York' })
  const [table] = floor.tableIds
  const booking = floor.booking({ name: 'Ada', partySize: 3, startsAt: '2026-05-01T18:00:00Z', phone: '+4930123456' })
  floor.run('reservation.seat', { reservationId: booking, tableIds: [table] })
  const now = '2026-05-01 13:00'
  expect(dayRows(floor.floor, serviceDayAt(floor.clock.now, floor.floor.restaurant))).toEqual([
    ['reservation', 'Ada', '3', 'Seated', '1', '2026-05-01 14:00', now, now, '', '', '+4930123456', '', '', ''],
  ])
})
