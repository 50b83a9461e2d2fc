import { expect, test } from 'vitest'
import { readTime } from './read-time.ts'

test.each([
  ['19:30', '19:30'],
  ['19.30', '19:30'],
  ['19h30', '19:30'],
  ['19 h 30', '19:30'],
  [' 1930 ', '19:30'],
  ['930', '09:30'],
  ['7', '07:00'],
  ['7 Uhr', '07:00'],
  ['7:30 PM', '19:30'],
  ['7:30\u202fPM', '19:30'],
  ['7:30 p.\u00a0m.', '19:30'],
  ['7pm', '19:00'],
  ['12 am', '00:00'],
  ['12:15 PM', '12:15'],
  ['19:30 pm', '19:30'],
  ['24:00', undefined],
  ['7:60', undefined],
  ['19:3', undefined],
  ['noon', undefined],
  ['', undefined],
])('“%s” is the time %s', (text, time) => {
  expect(readTime(text)).toBe(time)
})
