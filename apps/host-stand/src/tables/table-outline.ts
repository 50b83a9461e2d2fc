import type { Table } from '@qtable/domain'

type Shape = Table['shape']

/** One seat at a table: its centre and its direction in degrees. */
export interface Seat {
  x: number
  y: number
  angle: number
}

/** The corner radius of a shape at this size. */
export function cornerOf(shape: Shape, width: number, height: number): number {
  const short = Math.min(width, height)
  switch (shape) {
    case 'round':
    case 'oval':
      return short / 2
    case 'booth':
      return short * 0.3
    case 'bar':
      return short * 0.18
    case 'square':
    case 'rectangle':
      return short * 0.14
  }
}

/** The outline of a table as an SVG path around 0,0, clockwise from the middle of its upper edge. */
export function outlineOf(shape: Shape, width: number, height: number): string {
  const x = width / 2
  const y = height / 2
  if (shape === 'round' || shape === 'oval') return `M0 ${-y}A${x} ${y} 0 0 1 0 ${y}A${x} ${y} 0 0 1 0 ${-y}Z`
  const r = cornerOf(shape, width, height)
  return (
    `M0 ${-y}H${x - r}A${r} ${r} 0 0 1 ${x} ${r - y}V${y - r}A${r} ${r} 0 0 1 ${x - r} ${y}` +
    `H${r - x}A${r} ${r} 0 0 1 ${-x} ${y - r}V${r - y}A${r} ${r} 0 0 1 ${r - x} ${-y}Z`
  )
}

/**
 * The seats of a table, `gap` away from its edge. Round tables share the circle; booths have a bench along the back and
 * the ends; a bar has stools on one side; others fill their sides by length.
 */
export function seatsAround(
  shape: Shape,
  count: number,
  { width, height, gap }: { width: number; height: number; gap: number },
): Seat[] {
  if (shape === 'round' || shape === 'oval') return onEllipse(count, width / 2 + gap, height / 2 + gap)
  const sides = [
    { length: width, at: (along: number): Seat => ({ x: along, y: -height / 2 - gap, angle: 0 }) },
    { length: width, at: (along: number): Seat => ({ x: along, y: height / 2 + gap, angle: 180 }) },
    { length: height, at: (along: number): Seat => ({ x: -width / 2 - gap, y: along, angle: -90 }) },
    { length: height, at: (along: number): Seat => ({ x: width / 2 + gap, y: along, angle: 90 }) },
  ]
  const shares =
    shape === 'bar'
      ? [0, count, 0, 0]
      : shape === 'booth'
        ? [half(count), count - half(count), 0, 0]
        : shared(count, width, height)
  return sides.flatMap(({ length, at }, side) => {
    const seats = shares[side] ?? 0
    return Array.from({ length: seats }, (_, i) => at(((i + 0.5) / seats - 0.5) * length * (seats > 1 ? 0.94 : 1)))
  })
}

function half(count: number): number {
  return Math.ceil(count / 2)
}

// Seats are shared by length; opposite sides differ by at most one.
function shared(count: number, width: number, height: number): number[] {
  if (count === 1) return [1, 0, 0, 0]
  const isSquare = Math.max(width, height) / Math.min(width, height) < 1.25
  if (count === 2) return width >= height ? [0, 0, 1, 1] : [1, 1, 0, 0]
  const atEnds = isSquare ? Math.floor(count / 2) : count > 4 ? 2 : 0
  const along = count - atEnds
  const long = [half(along), along - half(along)] as const
  const short = [half(atEnds), atEnds - half(atEnds)] as const
  return width >= height ? [...long, ...short] : [...short, ...long]
}

function onEllipse(count: number, rx: number, ry: number): Seat[] {
  return Array.from({ length: count }, (_, i) => {
    const turn = (i / count) * 2 * Math.PI
    const x = rx * Math.sin(turn)
    const y = -ry * Math.cos(turn)
    return { x, y, angle: (Math.atan2(x / rx ** 2, -y / ry ** 2) * 180) / Math.PI }
  })
}
