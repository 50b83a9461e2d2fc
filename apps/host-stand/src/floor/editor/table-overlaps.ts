import type { Table } from '@qtable/domain'
import { boundsOf, centreOf, overlap, type Placed, type Point } from '../geometry.ts'

/** Tables that are pushed together share an edge, up to this many plan units. */
const slack = 2
const roundCorners = 16

type Standing = Placed & Pick<Table, 'shape'>

/** The ids of the tables that stand on another one. */
export function overlapping(tables: Iterable<Standing & Pick<Table, 'id'>>): ReadonlySet<string> {
  const found = new Set<string>()
  const all = [...tables].map((table) => ({ table, box: boundsOf(table), outline: outlineOf(table) }))
  for (const [i, a] of all.entries()) {
    for (const b of all.slice(i + 1)) {
      if (!overlap(a.box, b.box) || areApart(a.outline, b.outline) || areApart(b.outline, a.outline)) continue
      found.add(a.table.id).add(b.table.id)
    }
  }
  return found
}

const step = 20
const farthest = 60
const gap = 20

/**
 * The shift with which tables stand on no other: `wanted` or the one nearest to it on a grid of 20 plan units, no more
 * than 1200 away. `wanted` where there is none.
 */
export function freeShift(moved: readonly Placed[], others: Iterable<Placed>, wanted: Point): Point {
  const taken = [...others].map(boundsOf)
  const boxes = moved.map(boundsOf)
  const isFree = (dx: number, dy: number) =>
    boxes.every(({ x, y, width, height }) => {
      const box = { x: x + dx - gap, y: y + dy - gap, width: width + 2 * gap, height: height + 2 * gap }
      return taken.every((other) => !overlap(box, other))
    })
  for (let ring = 0; ring <= farthest; ring += 1) {
    for (const [x, y] of ringOf(ring)) {
      const shift = { x: wanted.x + x * step, y: wanted.y + y * step }
      if (isFree(shift.x, shift.y)) return shift
    }
  }
  return wanted
}

// The points of a square around the middle, those to the right and below first.
function ringOf(ring: number): [x: number, y: number][] {
  if (ring === 0) return [[0, 0]]
  const along = Array.from({ length: 2 * ring + 1 }, (_, i) => i - ring).sort((a, b) => Math.abs(a) - Math.abs(b))
  return [
    ...along.map((y): [number, number] => [ring, y]),
    ...along.map((x): [number, number] => [x, ring]),
    ...along.map((y): [number, number] => [-ring, y]),
    ...along.map((x): [number, number] => [x, -ring]),
  ]
}

// The corners of a table; a round one has as many as make no visible difference.
function outlineOf({ shape, size, position, rotation }: Standing): Point[] {
  const isRound = shape === 'round' || shape === 'oval'
  const [width, height] = [size.width / 2, size.height / 2]
  const corners = isRound
    ? Array.from({ length: roundCorners }, (_, i) => {
        const angle = (i / roundCorners) * 2 * Math.PI
        return { x: width * Math.cos(angle), y: height * Math.sin(angle) }
      })
    : [
        { x: -width, y: -height },
        { x: width, y: -height },
        { x: width, y: height },
        { x: -width, y: height },
      ]
  const centre = centreOf({ position, size, rotation })
  const angle = (rotation * Math.PI) / 180
  return corners.map(({ x, y }) => ({
    x: centre.x + x * Math.cos(angle) - y * Math.sin(angle),
    y: centre.y + x * Math.sin(angle) + y * Math.cos(angle),
  }))
}

// Whether a line along one of the edges of `a` parts two convex outlines.
function areApart(a: readonly Point[], b: readonly Point[]): boolean {
  return a.some((from, i) => {
    const to = a[(i + 1) % a.length] ?? from
    const [x, y] = [to.y - from.y, from.x - to.x]
    const length = Math.hypot(x, y)
    if (length === 0) return false
    const along = (points: readonly Point[]) => points.map((point) => (point.x * x + point.y * y) / length)
    return Math.min(...along(b)) > Math.max(...along(a)) - slack
  })
}
