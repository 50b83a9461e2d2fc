import { expect, test } from 'vitest'
import { quoteOf } from './quote.ts'

const joinedAt = '2026-05-01T18:00:00.000Z'
const after = (minutes: number) => Date.parse(joinedAt) + minutes * 60_000

test('a quote runs out evenly, turns in its last fifth, and counts on past its end', () => {
  const guest = { joinedAt, quotedMinutes: 20 }
  expect(quoteOf(guest, after(0))).toEqual({ waited: 0, left: 20, share: 1, mood: 'calm' })
  expect(quoteOf(guest, after(10))).toMatchObject({ left: 10, share: 0.5, mood: 'calm' })
  expect(quoteOf(guest, after(16))).toMatchObject({ left: 4, mood: 'soon' })
  expect(quoteOf(guest, after(20))).toMatchObject({ left: 0, share: 0, mood: 'late' })
  expect(quoteOf(guest, after(27))).toMatchObject({ waited: 27, left: -7, share: 0, mood: 'late' })
})

test('without a quote nothing runs out, and a device whose clock is behind shows no negative wait', () => {
  expect(quoteOf({ joinedAt, quotedMinutes: null }, after(40))).toMatchObject({
    waited: 40,
    left: undefined,
    mood: 'calm',
  })
  expect(quoteOf({ joinedAt, quotedMinutes: 10 }, after(-1))).toMatchObject({ waited: 0, share: 1 })
})
