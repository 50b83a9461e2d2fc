import fc from 'fast-check'
import { expect, test } from 'vitest'
import { fitted, held, maxZoom, revealing, zoomed } from './viewport.ts'

const box = { x: 0, y: 0, width: 1000, height: 700 }
const size = { width: 520, height: 800 }

test('a plan fills its window in the middle', () => {
  expect(fitted(box, size, 10)).toEqual({ scale: 0.5, x: 10, y: 225 })
})

test('zooming keeps what is under the finger', () => {
  const view = zoomed({ scale: 1, x: 0, y: 0 }, 2, { x: 100, y: 50 })
  expect(view).toEqual({ scale: 2, x: -100, y: -50 })
})

test('a plan is never smaller than all of it, never too close, never out of sight', () => {
  const any = fc.record({
    scale: fc.double({ min: 0.01, max: 50, noNaN: true }),
    x: fc.double({ min: -5000, max: 5000, noNaN: true }),
    y: fc.double({ min: -5000, max: 5000, noNaN: true }),
  })
  fc.assert(
    fc.property(any, (view) => {
      const { scale, x, y } = held(view, box, size, 10)
      expect(scale).toBeGreaterThanOrEqual(0.5)
      expect(scale).toBeLessThanOrEqual(0.5 * maxZoom)
      if (scale * 1000 > 500.001) {
        expect(x).toBeLessThanOrEqual(10.001)
        expect(x + 1000 * scale).toBeGreaterThanOrEqual(509.999)
      }
      const isLower = scale * 700 + 20 <= 800
      if (isLower) expect(y + (700 * scale) / 2).toBeCloseTo(400)
    }),
  )
})

test('a point out of sight is brought in, one in sight is left', () => {
  const view = { scale: 2, x: 0, y: 0 }
  expect(revealing(view, { x: 100, y: 100 }, size, 40)).toEqual(view)
  expect(revealing(view, { x: 400, y: 100 }, size, 40)).toEqual({ scale: 2, x: -320, y: 0 })
})
