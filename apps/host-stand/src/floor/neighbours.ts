import { centreOf, type Placed, type Point } from './geometry.ts'

export type Direction = 'up' | 'down' | 'left' | 'right'

const arrows: Readonly<Record<string, Direction>> = {
  ArrowUp: 'up',
  ArrowDown: 'down',
  ArrowLeft: 'left',
  ArrowRight: 'right',
}

/** The direction of an arrow key; undefined for any other key. */
export function directionOf(key: string): Direction | undefined {
  return arrows[key]
}

/**
 * Tables in reading order, row by row. Tables are in one row if their centres differ by less than half the first one's
 * height.
 */
export function inReadingOrder<T extends Placed>(tables: Iterable<T>): T[] {
  const byTop = [...tables].sort((a, b) => centreOf(a).y - centreOf(b).y || centreOf(a).x - centreOf(b).x)
  const rows: T[][] = []
  let first: T | undefined
  for (const table of byTop) {
    if (first && centreOf(table).y - centreOf(first).y < first.size.height / 2) rows.at(-1)?.push(table)
    else {
      rows.push([table])
      first = table
    }
  }
  return rows.flatMap((row) => row.sort((a, b) => centreOf(a).x - centreOf(b).x))
}

/** The next table in a direction, preferring near ones and even more those straight ahead. Undefined at the edge. */
export function neighbourOf<T extends Placed>(tables: Iterable<T>, from: T, direction: Direction): T | undefined {
  const origin = centreOf(from)
  let nearest: T | undefined
  let best = Number.POSITIVE_INFINITY
  for (const table of tables) {
    if (table === from) continue
    const { ahead, aside } = along(direction, origin, centreOf(table))
    // A cone of about 63° to each side, so that arrow keys can reach every table.
    if (ahead <= 0 || aside > 2 * ahead) continue
    const cost = ahead + 2 * aside
    if (cost >= best) continue
    nearest = table
    best = cost
  }
  return nearest
}

function along(direction: Direction, from: Point, to: Point): { ahead: number; aside: number } {
  const dx = to.x - from.x
  const dy = to.y - from.y
  switch (direction) {
    case 'up':
      return { ahead: -dy, aside: Math.abs(dx) }
    case 'down':
      return { ahead: dy, aside: Math.abs(dx) }
    case 'left':
      return { ahead: -dx, aside: Math.abs(dy) }
    case 'right':
      return { ahead: dx, aside: Math.abs(dy) }
  }
}
