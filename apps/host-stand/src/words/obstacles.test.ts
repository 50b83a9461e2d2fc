import { openFloor } from '@qtable/domain/testing'
import { expect, test } from 'vitest'
import { obstacleSentence } from '../commands/obstacle-sentence.ts'
import { words } from '../words.ts'

const codes = [
  'table_occupied',
  'table_blocked',
  'party_too_large',
  'table_promised',
  'reservation_conflict',
  'table_too_large',
  'outside_hours',
  'wrong_day',
  'in_use',
]

test.each(codes)('%s has words, also where nothing more is known', (code) => {
  const said = words.obstacles(code, {})
  expect(said).toMatch(/^[A-Z\d]/)
  expect(said).not.toMatch(/undefined|null|NaN|_|\.$/)
})

test('a booking of another day is named with its day, and a new one in the past has none', () => {
  const { floor } = openFloor()
  const say = (current: object) =>
    obstacleSentence(
      { code: 'wrong_day', detail: '', current: { startsAt: '2026-05-03T17:00:00Z', ...current } },
      floor,
    )
  expect(say({ date: '2026-05-03', name: 'Ada' })).toMatch(/^Ada is for .*3/)
  expect(say({})).toBe('That is in the past')
})

test('bookings that new hours leave outside are named, the first three', () => {
  const { floor } = openFloor()
  const reservations = ['Ada', 'Lin', 'Zuse', 'Kay'].map((name) => ({ name, startsAt: '2026-05-03T17:00:00Z' }))
  const said = obstacleSentence({ code: 'outside_hours', detail: '', current: { reservations } }, floor)
  expect(said).toMatch(/^4 bookings outside the new hours: Ada, .*; Lin, .*; Zuse, .*; and 1 more$/)
})
