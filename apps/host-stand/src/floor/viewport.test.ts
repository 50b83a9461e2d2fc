import fc from 'fast-check'
import { expect, test } from 'vitest'
import { clampView, fitBox, heightBeside, maxZoom, refitBox, revealPoint, zoomAt } from './viewport.ts'

const box = { x: 0, y: 0, width: 1000, height: 700 }
const size = { width: 520, height: 800 }

test('a plan fills its window and is centred', () => {
  expect(fitBox(box, size, 10)).toEqual({ scale: 0.5, x: 10, y: 225 })
})

test('a floating corner takes space from the plan only if the plan would lie below it', () => {
  const corner = { width: 60, height: 58 }
  // 250 px are empty below and above it.
  expect(heightBeside(box, { width: 520, height: 850 }, 10, corner)).toBe(850)
  // No space is left: the plan ends where the corner begins.
  const low = { width: 1020, height: 720 }
  const height = heightBeside(box, low, 10, corner)
  expect(low.height - height).toBe(corner.height)
  // As high as the plan allows, and wide enough to stand beside it.
  expect(heightBeside(box, { width: 1200, height: 720 }, 10, corner)).toBe(720)
  // Some space is left: the plan moves up and keeps its size.
  const some = { width: 1020, height: 800 }
  const room = { ...some, height: heightBeside(box, some, 10, corner) }
  const { scale, y } = fitBox(box, room, 10)
  expect(scale).toBe(fitBox(box, some, 10).scale)
  expect(y + box.height * scale).toBeLessThanOrEqual(some.height - corner.height)
})

test('a slightly smaller window keeps the scale of the plan, a much smaller one does not', () => {
  const margins = { margin: 10, leastMargin: 4 }
  const before = fitBox(box, { width: 1020, height: 720 }, 10)
  const lower = refitBox(before, box, { width: 1020, height: 710 }, margins)
  expect(lower.scale).toBe(before.scale)
  expect([lower.x, lower.y]).toEqual([expect.closeTo(10), expect.closeTo(5)])
  const { scale } = refitBox(before, box, { width: 1020, height: 500 }, margins)
  expect(scale).toBe(fitBox(box, { width: 1020, height: 500 }, 4).scale)
  expect(refitBox(before, box, { width: 2040, height: 1440 }, margins).scale).toBeCloseTo(2.02)
})

test('zooming keeps the point under the finger', () => {
  const view = zoomAt({ scale: 1, x: 0, y: 0 }, 2, { x: 100, y: 50 })
  expect(view).toEqual({ scale: 2, x: -100, y: -50 })
})

test('zoom has limits, and a plan never leaves the window', () => {
  const any = fc.record({
    scale: fc.double({ min: 0.01, max: 50, noNaN: true }),
    x: fc.double({ min: -5000, max: 5000, noNaN: true }),
    y: fc.double({ min: -5000, max: 5000, noNaN: true }),
  })
  fc.assert(
    fc.property(any, (view) => {
      const { scale, x, y } = clampView(view, box, size, 10)
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

test('a hidden point is scrolled into view, a visible one causes no move', () => {
  const view = { scale: 2, x: 0, y: 0 }
  expect(revealPoint(view, { x: 100, y: 100 }, size, 40)).toEqual(view)
  expect(revealPoint(view, { x: 400, y: 100 }, size, 40)).toEqual({ scale: 2, x: -320, y: 0 })
})
