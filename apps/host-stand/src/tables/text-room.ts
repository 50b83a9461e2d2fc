import type { Table } from '@qtable/domain'
import type { Placed } from '../floor/geometry.ts'

type Shaped = Pick<Placed, 'size' | 'rotation'> & Pick<Table, 'shape'>

/** The space between text and the ring of a table in pixels; small tables have less. */
const insidePx = 6
const smallPx = 56
const smallInsidePx = 3

/** The width in pixels of an upright line inside a table. `from` and `until`: its edges, in pixels below the centre. */
export type TextRoom = (from: number, until: number) => number

/** The room for text in a table at `scale` pixels per plan unit, in its shape and rotation. */
export function textRoomIn({ shape, size, rotation }: Shaped, scale: number): TextRoom {
  const short = Math.min(size.width, size.height) * scale
  const inside = short < smallPx ? smallInsidePx : insidePx
  const a = size.width * scale * 0.5 - inside
  const b = size.height * scale * 0.5 - inside
  const angle = (-rotation * Math.PI) / 180
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)]
  const holds =
    shape === 'round' || shape === 'oval'
      ? (x: number, y: number) => (x / a) ** 2 + (y / b) ** 2 <= 1
      : (x: number, y: number) => Math.abs(x) <= a && Math.abs(y) <= b
  const isIn = (x: number, y: number) => holds(x * cos - y * sin, x * sin + y * cos)
  return (from, until) => {
    if (a <= 0 || b <= 0) return 0
    const fits = (half: number) => isIn(half, from) && isIn(-half, from) && isIn(half, until) && isIn(-half, until)
    let least = 0
    if (!fits(least)) return 0
    // The shape is convex: half the width is found by halving.
    let most = a + b
    for (let step = 0; step < 9; step++) {
      const half = (least + most) / 2
      if (fits(half)) least = half
      else most = half
    }
    return least * 2
  }
}
