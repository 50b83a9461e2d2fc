import { expect, test } from 'vitest'
import type { TableLayout } from './layout.ts'
import { freeShift, overlapping } from './table-overlaps.ts'

const table = (id: string, x: number, y: number, more: Partial<TableLayout> = {}): TableLayout => ({
  ...{ id, tableNumber: id, minPartySize: 1, capacity: 4, shape: 'square', sectionId: null, rotation: 0 },
  ...{ position: { x, y }, size: { width: 80, height: 80 }, ...more },
})

test('tables that stand on each other are found, those pushed together are not', () => {
  expect([...overlapping([table('a', 0, 0), table('b', 80, 0), table('c', 300, 0)])]).toEqual([])
  expect([...overlapping([table('a', 0, 0), table('b', 60, 40), table('c', 300, 0)])]).toEqual(['a', 'b'])
})

test('turned and round tables overlap by their shape and not by the box around it', () => {
  const turned = [table('a', 0, 0, { rotation: 45 }), table('b', 82, 82, { rotation: 45 })]
  expect([...overlapping(turned)]).toEqual([])
  const round = [table('a', 0, 0, { shape: 'round' }), table('b', 62, 62, { shape: 'round' })]
  expect([...overlapping(round)]).toEqual([])
  expect([...overlapping([table('a', 0, 0, { shape: 'round' }), table('b', 50, 50, { shape: 'round' })])]).toHaveLength(
    2,
  )
})

test('what is new stands on nothing: at the wanted place if it is free, otherwise near it', () => {
  const moved = [table('a', 0, 0), table('b', 100, 0)]
  expect(freeShift(moved, [], { x: 110, y: 0 })).toEqual({ x: 110, y: 0 })
  const others = [...moved, table('c', 220, 0)]
  const { x, y } = freeShift(moved, others, { x: 110, y: 0 })
  const copies = moved.map((one) => ({
    ...one,
    id: `${one.id} copy`,
    position: { x: one.position.x + x, y: one.position.y + y },
  }))
  expect([...overlapping([...others, ...copies])]).toEqual([])
  expect(Math.hypot(x - 110, y)).toBeLessThan(260)
})
