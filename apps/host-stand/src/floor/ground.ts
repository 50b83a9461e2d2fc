import type { Section } from '@qtable/domain'
import { type Box, boundsOf, centreOf, grown, overlap, type Placed, type Point, unionOf } from './geometry.ts'

type NamedSection = Pick<Section, 'id' | 'name' | 'color' | 'serverName'>
type Joined = ReadonlyMap<string, { readonly id: string; readonly tableIds: readonly string[] }>

/** The ground of one section: one area around its tables, or several if another section lies between. */
export interface SectionGround {
  section: NamedSection
  /** Includes the seats of the tables, and never reaches under another section. */
  rooms: readonly Box[]
}

/** A bridge between two tables: a declared one if they can be joined, a live one if one party sits at both. */
export interface Bridge {
  key: string
  fromId: string
  from: Point
  to: Point
  isLive: boolean
  /** The party whose name stands on it, once for all of its tables. */
  guestId: string | undefined
}

/** How far a section's ground extends beyond its tables for their seats, in plan units. */
export const groundEdge = 24
/** The height of a section's name above its ground, in plan units. */
export const nameUnits = 34

/** The grounds of all sections that have tables. */
export function groundsOf(
  sections: Iterable<NamedSection>,
  tables: Iterable<Placed & { sectionId: string | null }>,
): SectionGround[] {
  const places = [...tables].map((table) => ({ sectionId: table.sectionId, box: grown(boundsOf(table), groundEdge) }))
  const taken: Box[] = []
  return [...sections].flatMap((section) => {
    const own = places.filter(({ sectionId }) => sectionId === section.id)
    if (own.length === 0) return []
    const others = places.filter(({ sectionId }) => sectionId !== section.id)
    const inTheWay = [...others.map(({ box }) => box), ...taken]
    const rooms = roomsAround(
      own.map(({ box }) => box),
      inTheWay,
    )
    taken.push(...rooms)
    return [{ section, rooms }]
  })
}

/** The box around a section and its name. */
export function partOf({ rooms }: SectionGround): Box {
  const { x, y, width, height } = rooms.reduce(unionOf)
  return { x, y: y - nameUnits, width, height: height + nameUnits }
}

// As few areas as possible: each table joins the first one that can reach it without covering an obstacle.
function roomsAround(boxes: readonly Box[], inTheWay: readonly Box[]): Box[] {
  const rooms: Box[] = []
  for (const box of [...boxes].sort((a, b) => a.y - b.y || a.x - b.x)) {
    const at = rooms.findIndex((room) => !inTheWay.some((other) => overlap(unionOf(room, box), other)))
    const room = rooms[at]
    if (room) rooms[at] = unionOf(room, box)
    else rooms.push(box)
  }
  // A grown area may now reach another one.
  return rooms.length < boxes.length ? roomsAround(rooms, inTheWay) : rooms
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
  const join = (ids: readonly string[], guestId?: string) => {
    const [first, ...rest] = ids.flatMap((id) => tables.get(id) ?? [])
    if (!first) return
    const done = [first]
    for (const table of rest) {
      const to = centreOf(table)
      const nearest = done.reduce((a, b) => (apart(centreOf(b), to) < apart(centreOf(a), to) ? b : a))
      const key = [nearest.id, table.id].sort().join()
      const isNamed = done.length === 1
      bridges.set(key, {
        key,
        fromId: nearest.id,
        from: centreOf(nearest),
        to,
        isLive: guestId !== undefined,
        guestId: isNamed ? guestId : undefined,
      })
      done.push(table)
    }
  }
  for (const { tableIds } of combinations.values()) join(tableIds)
  for (const { id, tableIds } of guests.values()) if (tableIds.length > 1) join(tableIds, id)
  return [...bridges.values()]
}

function apart(a: Point, b: Point): number {
  return Math.hypot(a.x - b.x, a.y - b.y)
}
