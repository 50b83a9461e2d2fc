import { expect, test } from 'vitest'
import { elapsed, relative, span, timesIn } from './times.ts'

test.each(['Pacific/Kiritimati', 'Pacific/Auckland', 'UTC', 'Pacific/Pago_Pago'])(
  'a calendar date is that day, also for a restaurant in %s',
  (zone) => {
    expect(timesIn(zone).shortDay('2026-11-21')).toContain('21')
    expect(timesIn(zone).longDay('2026-11-21')).toContain('21')
  },
)

test('an instant is shown in the restaurant’s time zone', () => {
  const hours = (zone: string) => Number.parseInt(timesIn(zone).clock('2026-11-21T18:30:00Z'), 10) % 12
  expect(hours('Europe/Berlin')).toBe(7)
  expect(hours('America/New_York')).toBe(1)
})

test('a span is shown in minutes up to an hour, and relative times in words', () => {
  expect([span(59), span(65), span(-12)]).toEqual(['59 min', '1 h 05', '12 min'])
  expect([elapsed(0), elapsed(65)]).toEqual(['now', '1 h 05'])
  expect([relative(10), relative(0), relative(-5)]).toEqual(['in 10 min', 'now', '5 min ago'])
})
