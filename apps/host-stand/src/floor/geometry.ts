import type { Table } from '@qtable/domain'

export interface Point {
  x: number
  y: number
}

export interface Box {
  x: number
  y: number
  width: number
  height: number
}

/** The fields of a table that say where it stands. */
export type Placed = Pick<Table, 'position' | 'size' | 'rotation'>

/** The centre of a table, which it turns about. */
export function centreOf({ position, size }: Placed): Point {
  return { x: position.x + size.width / 2, y: position.y + size.height / 2 }
}

/** The axis-aligned box around a turned table. */
export function boundsOf(table: Placed): Box {
  const { width, height } = turnedSize(table)
  const { x, y } = centreOf(table)
  return { x: x - width / 2, y: y - height / 2, width, height }
}

function turnedSize({ size, rotation }: Placed): { width: number; height: number } {
  const angle = (rotation * Math.PI) / 180
  const cos = Math.abs(Math.cos(angle))
  const sin = Math.abs(Math.sin(angle))
  return { width: size.width * cos + size.height * sin, height: size.width * sin + size.height * cos }
}

/** The smallest box around all tables; undefined for none. */
export function boundsOfAll(tables: Iterable<Placed>): Box | undefined {
  let left = Number.POSITIVE_INFINITY
  let top = Number.POSITIVE_INFINITY
  let right = Number.NEGATIVE_INFINITY
  let bottom = Number.NEGATIVE_INFINITY
  for (const table of tables) {
    const box = boundsOf(table)
    left = Math.min(left, box.x)
    top = Math.min(top, box.y)
    right = Math.max(right, box.x + box.width)
    bottom = Math.max(bottom, box.y + box.height)
  }
  return left > right ? undefined : { x: left, y: top, width: right - left, height: bottom - top }
}

/** The distance from a point of the plan to a table's edge in plan units; 0 inside. */
export function distanceTo(table: Placed, point: Point): number {
  const centre = centreOf(table)
  const angle = (-table.rotation * Math.PI) / 180
  const dx = point.x - centre.x
  const dy = point.y - centre.y
  const x = Math.abs(dx * Math.cos(angle) - dy * Math.sin(angle)) - table.size.width / 2
  const y = Math.abs(dx * Math.sin(angle) + dy * Math.cos(angle)) - table.size.height / 2
  return Math.hypot(Math.max(0, x), Math.max(0, y))
}

/** The table at a point, or the nearest within `reach` plan units, since fingers are imprecise. */
export function tableAt<T extends Placed>(tables: Iterable<T>, point: Point, reach: number): T | undefined {
  let nearest: T | undefined
  let best = reach
  for (const table of tables) {
    const distance = distanceTo(table, point)
    if (distance > best || (nearest && distance === best)) continue
    nearest = table
    best = distance
  }
  return nearest
}

/** The smallest box around both. */
export function unionOf(a: Box, b: Box): Box {
  const x = Math.min(a.x, b.x)
  const y = Math.min(a.y, b.y)
  const right = Math.max(a.x + a.width, b.x + b.width)
  const bottom = Math.max(a.y + a.height, b.y + b.height)
  return { x, y, width: right - x, height: bottom - y }
}

/** Whether two boxes share more than an edge. */
export function overlap(a: Box, b: Box): boolean {
  return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height
}

/** The box enlarged by `by` on each side. */
export function grown({ x, y, width, height }: Box, by: number): Box {
  return { x: x - by, y: y - by, width: width + 2 * by, height: height + 2 * by }
}
