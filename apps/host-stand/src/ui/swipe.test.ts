import fc from 'fast-check'
import { expect, test } from 'vitest'
import { heldBack, intentOf, restOf } from './swipe.ts'

test('a finger that goes sideways swipes, one that goes up or down scrolls, one that trembles does neither', () => {
  expect(intentOf(6, 4)).toBeUndefined()
  expect(intentOf(-11, 3)).toBe('swipe')
  expect(intentOf(11, 9)).toBeUndefined()
  expect(intentOf(24, 20)).toBe('scroll')
  expect(intentOf(2, -14)).toBe('scroll')
})

const sides = { start: 160, end: 240 }

test('let go, a row lies open or closed and nowhere between', () => {
  const speeds = fc.double({ min: -3, max: 3, noNaN: true })
  fc.assert(
    fc.property(fc.integer({ min: -400, max: 400 }), speeds, (finger, speed) => {
      const rest = restOf(heldBack(finger, sides), speed, sides)
      expect([0, sides.start, -sides.end]).toContain(rest)
      // Never the side that was not uncovered.
      expect(rest * finger).toBeGreaterThanOrEqual(-0)
    }),
  )
})

test('a flick opens and closes however short it is; without one, the greater part of the way counts', () => {
  expect(restOf(30, 1, sides)).toBe(160)
  expect(restOf(150, -1, sides)).toBe(0)
  expect(restOf(-40, -1, sides)).toBe(-240)
  expect(restOf(63, 0, sides)).toBe(0)
  expect(restOf(65, 0, sides)).toBe(160)
})

test('a side with nothing on it gives way a little and does not open', () => {
  const one = { start: 0, end: 80 }
  expect(heldBack(300, one)).toBeLessThanOrEqual(24)
  expect(restOf(heldBack(300, one), 3, one)).toBe(0)
  expect(heldBack(-50, one)).toBe(-50)
})
