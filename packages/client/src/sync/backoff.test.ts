import { expect, test } from 'vitest'
import { backoffMs } from './backoff.ts'

test('[SY105] a back-off lies between half a second and a bound that doubles up to 30 seconds', () => {
  const bounds = [0, 1, 2, 3, 4, 5, 6, 60].map((attempt) => backoffMs(attempt, () => 1))
  expect(bounds).toEqual([1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000, 30_000])
  expect([0, 3, 60].map((attempt) => backoffMs(attempt, () => 0))).toEqual([500, 500, 500])
  expect(backoffMs(2, () => 0.5)).toBe(2_250)
})
