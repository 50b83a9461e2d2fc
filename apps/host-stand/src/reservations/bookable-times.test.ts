import { openFloor } from '@qtable/domain/testing'
import { expect, test } from 'vitest'
import { bookableTimes } from './bookable-times.ts'

test('bookable times are the opening hours from now on, each with whether a table is free', () => {
  const hours = [
    { weekday: 5, opens: '12:00', closes: '14:00' },
    { weekday: 5, opens: '20:00', closes: '01:30' },
  ]
  const floor = openFloor({ tables: [4], settings: { hours } })
  floor.booking({ startsAt: '2026-05-01T18:30:00Z', durationMinutes: 90, tableIds: floor.tableIds })
  const timesOn = (date: string, partySize: number | undefined, now: string) =>
    bookableTimes(floor.floor, { date, partySize, durationMinutes: 60, now: Date.parse(now) })
  const friday = timesOn('2026-05-01', undefined, '2026-05-01T06:00:00Z').map(({ time }) => time)
  expect(friday.join(' ')).toBe('12:00 12:30 13:00 20:00 20:30 21:00 21:30 22:00 22:30 23:00 23:30 00:00 00:30')
  const evening = timesOn('2026-05-01', 4, '2026-05-01T18:00:00Z')
  expect(evening.filter(({ isFree }) => isFree).map(({ time }) => time)).toEqual(
    '22:00 22:30 23:00 23:30 00:00 00:30'.split(' '),
  )
  expect(evening[0]).toEqual({ time: '20:00', isFree: false })
  expect(timesOn('2026-05-02', 4, '2026-05-01T18:00:00Z')).toEqual([])
})

test('a table is busy for as long as its party will probably stay', () => {
  const floor = openFloor({ tables: [4] })
  floor.seated([0], { partySize: 4 })
  const times = bookableTimes(floor.floor, {
    date: '2026-05-01',
    partySize: 4,
    durationMinutes: 90,
    now: Date.parse(floor.clock.now),
  })
  // Seated at 19:00 local time, for 90 minutes.
  expect(times.map(({ time, isFree }) => `${time} ${isFree}`).slice(0, 5)).toEqual([
    '19:00 false',
    '19:30 false',
    '20:00 false',
    '20:30 true',
    '21:00 true',
  ])
})
