import { expect, test } from 'vitest'
import { countryOfTimezone } from './country.ts'
import { newRestaurant } from './restaurant.ts'

test.for([
  ['Europe/Berlin', 'DE'],
  ['America/New_York', 'US'],
  ['America/Los_Angeles', 'US'],
  ['Asia/Kolkata', 'IN'],
  ['Asia/Calcutta', 'IN'],
  ['Europe/London', 'GB'],
  ['Australia/Sydney', 'AU'],
  ['America/Sao_Paulo', 'BR'],
  ['Asia/Tokyo', 'JP'],
])('%s is a time zone of %s', ([zone, country]) => {
  expect(countryOfTimezone(zone ?? '')).toBe(country)
})

test('a zone of no country leaves the default', () => {
  expect(countryOfTimezone('UTC')).toBeUndefined()
  const from = { id: 1, name: 'X', slug: 'x', now: '2026-05-01T17:00:00Z' }
  expect(newRestaurant({ ...from, timezone: 'UTC' }).settings.country).toBe('US')
  expect(newRestaurant({ ...from, timezone: 'Europe/Rome' }).settings.country).toBe('IT')
})
