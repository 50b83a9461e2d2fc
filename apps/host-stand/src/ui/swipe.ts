/** How far the two sides of a row can be uncovered, in pixels; 0 where there is nothing on that side. */
export interface Sides {
  start: number
  end: number
}

/** A finger means to swipe from here on, in pixels: past the 8 px that end a rest on a row, which takes a party along. */
const slopPx = 10
/** Of a side, uncovered by hand, that opens all of it. */
const openShare = 0.4
/** A flick this fast opens or closes a side however short it was, in pixels to a millisecond. */
const flickSpeed = 0.4

/** What the way of a finger means so far: undefined while it may yet be a tap or a rest. */
export function intentOf(dx: number, dy: number): 'swipe' | 'scroll' | undefined {
  if (Math.abs(dx) > slopPx && Math.abs(dx) > 1.5 * Math.abs(dy)) return 'swipe'
  return Math.abs(dy) > slopPx || Math.abs(dx) > 2 * slopPx ? 'scroll' : undefined
}

/** Where a row lies that a finger has moved to `x`: held back past what it uncovers, at once where that is nothing. */
export function heldBack(x: number, { start, end }: Sides): number {
  const most = x > 0 ? start : end
  const over = Math.abs(x) - most
  return over <= 0 ? x : Math.sign(x) * (most + Math.min(24, over * 0.2))
}

/** Where a row comes to rest that is let go at `x`, with the finger's last speed in pixels to a millisecond. */
export function restOf(x: number, speed: number, { start, end }: Sides): number {
  const side = x > 0 ? start : -end
  if (side === 0) return 0
  const outward = speed * Math.sign(x)
  if (Math.abs(outward) > flickSpeed) return outward > 0 ? side : 0
  return Math.abs(x) > Math.abs(side) * openShare ? side : 0
}
