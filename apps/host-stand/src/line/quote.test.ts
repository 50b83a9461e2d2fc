import { expect, test } from 'vitest'
import { quoteOf } from './quote.ts'
import { quoteWords } from './quote-bar.tsx'

test('a quote runs out evenly, is urgent in its last fifth, and counts on past its end', () => {
  expect(quoteOf(20, 0)).toEqual({ waited: 0, left: 20, share: 1, urgency: 'calm' })
  expect(quoteOf(20, 10)).toMatchObject({ left: 10, share: 0.5, urgency: 'calm' })
  expect(quoteOf(20, 16)).toMatchObject({ left: 4, urgency: 'soon' })
  expect(quoteOf(20, 20)).toMatchObject({ left: 0, share: 0, urgency: 'late' })
  expect(quoteOf(20, 27)).toMatchObject({ waited: 27, left: -7, share: 0, urgency: 'late' })
})

test('without a quote nothing runs out, and a slow clock shows no negative wait', () => {
  expect(quoteOf(null, 40)).toMatchObject({ waited: 40, left: undefined, urgency: 'calm' })
  expect(quoteOf(10, -1)).toMatchObject({ waited: 0, share: 1 })
})

test('a quote that has just run out is due now, not 0 min over', () => {
  expect([1, 0, -1].map((left) => quoteWords(quoteOf(20, 20 - left)))).toEqual(['1 min left', 'due now', '1 min over'])
})
