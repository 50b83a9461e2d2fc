import fc from 'fast-check'
import { expect, test } from 'vitest'
import { seatsAround } from '../tables/table-outline.ts'
import { boundsOf, boundsOfAll, centreOf, distanceTo, tableAt } from './geometry.ts'
import { inReadingOrder, neighbourOf } from './neighbours.ts'

function place(x: number, y: number, rotation = 0, width = 100, height = 60) {
  return { position: { x, y }, size: { width, height }, rotation }
}

test('a turned table covers the box of its turned corners', () => {
  expect(boundsOf(place(0, 0, 90))).toMatchObject({ x: expect.closeTo(20), y: expect.closeTo(-20) })
  expect(boundsOf(place(0, 0, 90)).width).toBeCloseTo(60)
  expect(boundsOfAll([])).toBeUndefined()
  expect(boundsOfAll([place(0, 0), place(200, 100)])).toEqual({ x: 0, y: 0, width: 300, height: 160 })
})

test('a touch beside tables means the nearest one', () => {
  const tables = [place(0, 0), place(120, 0)]
  expect(tableAt(tables, { x: 108, y: 30 }, 20)).toBe(tables[0])
  expect(tableAt(tables, { x: 113, y: 30 }, 20)).toBe(tables[1])
  expect(tableAt(tables, { x: 50, y: 100 }, 20)).toBeUndefined()
  expect(distanceTo(place(0, 0, 90), { x: 50, y: 75 })).toBe(0)
})

test('tables are in reading order, row by row', () => {
  const tables = [place(300, 5), place(0, 0), place(150, 200), place(0, 190)]
  expect(inReadingOrder(tables)).toEqual([tables[1], tables[0], tables[3], tables[2]])
})

test('arrow keys go to the nearest table on that side', () => {
  const grid = [place(0, 0), place(150, 0), place(0, 150), place(150, 150)]
  const [a, b, c] = grid
  if (!a || !b || !c) expect.fail()
  expect(neighbourOf(grid, a, 'right')).toBe(b)
  expect(neighbourOf(grid, a, 'down')).toBe(c)
  expect(neighbourOf(grid, a, 'up')).toBeUndefined()
  expect(neighbourOf(grid, b, 'left')).toBe(a)
})

const anyTable = fc
  .record({ x: fc.integer({ min: 0, max: 900 }), y: fc.integer({ min: 0, max: 600 }) })
  .map(({ x, y }) => place(x, y, 0, 60, 60))

test('arrow keys lead from every table to another', () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(anyTable, { minLength: 2, maxLength: 20, selector: (t) => `${t.position.x} ${t.position.y}` }),
      (tables) => {
        const [from] = tables
        if (!from) return
        const reached = (['up', 'down', 'left', 'right'] as const).flatMap(
          (way) => neighbourOf(tables, from, way) ?? [],
        )
        expect(reached.length).toBeGreaterThan(0)
      },
    ),
  )
})

test('every shape has a place for each of its seats, off the table', () => {
  const shapes = ['round', 'square', 'rectangle', 'oval', 'booth', 'bar'] as const
  fc.assert(
    fc.property(fc.constantFrom(...shapes), fc.integer({ min: 1, max: 24 }), (shape, count) => {
      const table = place(-50, -30)
      const seats = seatsAround(shape, count, { ...table.size, gap: 6 })
      expect(seats).toHaveLength(count)
      expect(centreOf(table)).toEqual({ x: 0, y: 0 })
      if (shape === 'round' || shape === 'oval') return
      for (const seat of seats) expect(distanceTo(table, seat)).toBeCloseTo(6)
    }),
  )
})
