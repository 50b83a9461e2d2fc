import fc from 'fast-check'
import { expect, test } from 'vitest'
import { restOf } from './swipe.ts'

const sides = { start: 160, end: 240 }

test('a released row is open or closed and nothing in between', () => {
  const speeds = fc.double({ min: -3, max: 3, noNaN: true })
  fc.assert(
    fc.property(fc.integer({ min: -280, max: 200 }), speeds, (x, speed) => {
      const rest = restOf(x, speed, sides)
      expect([0, sides.start, -sides.end]).toContain(rest)
      // Never the side that was not revealed.
      expect(rest * x).toBeGreaterThanOrEqual(-0)
    }),
  )
})

test('a flick of any length opens and closes; otherwise the larger part of the way counts', () => {
  expect(restOf(30, 1, sides)).toBe(160)
  expect(restOf(150, -1, sides)).toBe(0)
  expect(restOf(-40, -1, sides)).toBe(-240)
  expect(restOf(63, 0, sides)).toBe(0)
  expect(restOf(65, 0, sides)).toBe(160)
})

test('a side without actions does not open', () => {
  expect(restOf(24, 3, { start: 0, end: 80 })).toBe(0)
})
