import { expect, test } from 'vitest'
import { eveningZone } from './evening-zone.ts'

const clockIn = (timeZone: string, now: number) =>
  new Intl.DateTimeFormat('en-GB', { timeZone, hour: '2-digit', minute: '2-digit' }).format(now)

test('at every hour of a day in each season there is a zone with a lively evening', () => {
  for (const day of ['2026-01-15', '2026-04-01', '2026-07-15', '2026-10-20']) {
    for (let minutes = 15; minutes < 1440; minutes += 55) {
      const now = Date.parse(`${day}T00:00:00Z`) + minutes * 60_000
      const clock = clockIn(eveningZone(now, 'Europe/Berlin'), now)
      expect(clock >= '18:00' && clock <= '21:00', `${new Date(now).toISOString()} is ${clock}`).toBe(true)
    }
  }
})

test('a server where it is evening keeps its own zone', () => {
  expect(eveningZone(Date.parse('2026-11-30T18:10:00Z'), 'Europe/Berlin')).toBe('Europe/Berlin')
  expect(eveningZone(Date.parse('2026-11-30T01:46:00Z'), 'Europe/Berlin')).not.toBe('Europe/Berlin')
})
