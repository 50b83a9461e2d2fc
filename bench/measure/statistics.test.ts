import { expect, test } from 'vitest'
import { median, percentile } from './statistics.ts'

const hundred = Array.from({ length: 100 }, (_, i) => 100 - i)

test.for([
  [0.5, 50],
  [0.99, 99],
  [1, 100],
  [0, 1],
] as const)('of the numbers 1 to 100 the percentile %d is %d', ([share, value]) => {
  expect(percentile(hundred, share)).toBe(value)
})

test('a percentile of few values is one of them, and the input is unchanged', () => {
  const values = [3, 1, 2]
  expect(percentile(values, 0.99)).toBe(3)
  expect(percentile(values, 0.5)).toBe(2)
  expect(values).toEqual([3, 1, 2])
})

test('the median of an even number of values is the mean of the two in the middle', () => {
  expect(median([10, 1, 3, 2])).toBe(2.5)
  expect(median([9, 1, 2])).toBe(2)
})

test('both throw without values', () => {
  expect(() => percentile([], 0.5)).toThrow('no values')
  expect(() => median([])).toThrow('no values')
})
