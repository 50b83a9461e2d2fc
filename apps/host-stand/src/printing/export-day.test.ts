import { serviceDayAt } from '@qtable/domain'
import { openFloor } from '@qtable/domain/testing'
import { expect, test } from 'vitest'
import { csvOf } from './csv.ts'
import { dayRows } from './export-day.ts'

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
  })
  floor.run('guest.setStatus', { guestId, status: 'finished' })
  const rows = dayRows(floor.floor, serviceDayAt(floor.clock.now, floor.floor.restaurant))
  const now = '2026-05-01 13:00'
  expect(rows).toEqual([
    ['party', '田中, the elder', '4', 'Finished', '1', now, now, now, '', '', 'VIP, allergy', 'two\nlines'],
    ['reservation', 'Müller', '2', 'No-show', '1', '2026-05-01 21:30', '', '', '', '', '', ''],
  ])
  expect(csvOf(rows)).toContain('party,"田中, the elder",4,Finished,1,2026-05-01 13:00')
})
