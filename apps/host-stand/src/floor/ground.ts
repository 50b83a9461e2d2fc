import type { Section } from '@qtable/domain'
import { boundsOf, centreOf, type Placed, type Point } from './geometry.ts'

type NamedSection = Pick<Section, 'id' | 'name' | 'color' | 'serverName'>
type Joined = ReadonlyMap<string, { readonly tableIds: readonly string[] }>

/** The ground of one section: the smallest shape around its tables, to be drawn with round, wide edges. */
export interface SectionGround {
  section: NamedSection
  corners: readonly Point[]
}

/** A joint between two tables: declared ones show that the tables can be joined, live ones that a party sits at both. */
export interface Bridge {
  key: string
  from: Point
  to: Point
  isLive: boolean
}

/** The grounds of all sections that have tables. */
export function groundsOf(
  sections: Iterable<NamedSection>,
  tables: Iterable<Placed & { sectionId: string | null }>,
): SectionGround[] {
  const all = [...tables]
  return [...sections].flatMap((section) => {
    const own = all.filter(({ sectionId }) => sectionId === section.id)
    return own.length === 0 ? [] : [{ section, corners: hullOf(own.flatMap(cornersOf)) }]
  })
}

/** The bridges between joined tables, each to the nearest one before it. */
export function bridgesOf({
  tables,
  combinations,
  guests,
}: {
  tables: ReadonlyMap<string, Placed & { id: string }>
  combinations: Joined
  guests: Joined
}): Bridge[] {
  const bridges = new Map<string, Bridge>()
  const join = (ids: readonly string[], isLive: boolean) => {
    const [first, ...rest] = ids.flatMap((id) => tables.get(id) ?? [])
    if (!first) return
    const done = [first]
    for (const table of rest) {
      const to = centreOf(table)
      const nearest = done.reduce((a, b) => (apart(centreOf(b), to) < apart(centreOf(a), to) ? b : a))
      const key = [nearest.id, table.id].sort().join()
      bridges.set(key, { key, from: centreOf(nearest), to, isLive })
      done.push(table)
    }
  }
  for (const { tableIds } of combinations.values()) join(tableIds, false)
  for (const { tableIds } of guests.values()) if (tableIds.length > 1) join(tableIds, true)
  return [...bridges.values()]
}

function cornersOf(table: Placed): Point[] {
  const { x, y, width, height } = boundsOf(table)
  return [
    { x, y },
    { x: x + width, y },
    { x: x + width, y: y + height },
    { x, y: y + height },
  ]
}

/** The convex hull, by Andrew's monotone chain. */
export function hullOf(points: readonly Point[]): Point[] {
  const sorted = [...points].sort((a, b) => a.x - b.x || a.y - b.y)
  return [...chain(sorted), ...chain(sorted.reverse())]
}

function chain(points: readonly Point[]): Point[] {
  const kept: Point[] = []
  for (const point of points) {
    for (let a = kept.at(-2), b = kept.at(-1); a && b && turn(a, b, point) <= 0; a = kept.at(-2), b = kept.at(-1))
      kept.pop()
    kept.push(point)
  }
  return kept.slice(0, -1)
}

function turn(a: Point, b: Point, c: Point): number {
  return (b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x)
}

function apart(a: Point, b: Point): number {
  return Math.hypot(a.x - b.x, a.y - b.y)
}
