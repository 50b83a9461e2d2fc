import { type Box, boundsOf, type Placed, type Point } from '../geometry.ts'

/** The grid of the plan, in plan units. */
export const grid = 10

/** The alignment lines of a dragged table, to be drawn. */
export interface Guides {
  x: number | undefined
  y: number | undefined
}

/** Snaps a dragged table to the edge or centre of another one within `reach` plan units, otherwise to the grid. */
export function snapTable<T extends Placed>(
  table: T,
  others: Iterable<Placed>,
  reach: number,
): { position: Point; guides: Guides } {
  const own = boundsOf(table)
  const boxes = [...others].map(boundsOf)
  const x = nearest(
    linesOf(own, 'x'),
    boxes.flatMap((box) => linesOf(box, 'x')),
    reach,
  )
  const y = nearest(
    linesOf(own, 'y'),
    boxes.flatMap((box) => linesOf(box, 'y')),
    reach,
  )
  const { position } = table
  return {
    position: {
      x: x ? position.x + x.shift : snapToGrid(position.x),
      y: y ? position.y + y.shift : snapToGrid(position.y),
    },
    guides: { x: x?.line, y: y?.line },
  }
}

/** The nearest number on the grid. */
export function snapToGrid(value: number): number {
  return Math.round(value / grid) * grid
}

/** The nearest multiple of 15 degrees, within -180..180. */
export function snapAngle(degrees: number): number {
  const rounded = Math.round(degrees / 15) * 15
  return ((((rounded + 180) % 360) + 360) % 360) - 180
}

function linesOf(box: Box, axis: 'x' | 'y'): number[] {
  const length = axis === 'x' ? box.width : box.height
  return [box[axis], box[axis] + length / 2, box[axis] + length]
}

function nearest(
  own: readonly number[],
  others: readonly number[],
  reach: number,
): { shift: number; line: number } | undefined {
  let best: { shift: number; line: number } | undefined
  for (const line of others) {
    for (const mine of own) {
      const shift = line - mine
      if (Math.abs(shift) <= reach && (!best || Math.abs(shift) < Math.abs(best.shift))) best = { shift, line }
    }
  }
  return best
}
