/** How far each side of a row can be revealed, in pixels; 0 for a side without actions. */
export interface SwipeSides {
  start: number
  end: number
}

/** A side revealed by more than this share opens. */
const openShare = 0.4
/** A flick this fast opens or closes a side at any distance, in pixels per millisecond. */
const flickSpeed = 0.4

/** The resting position of a row released at `x` with the finger's last speed in pixels per millisecond. */
export function restOf(x: number, speed: number, { start, end }: SwipeSides): number {
  const side = x > 0 ? start : -end
  if (side === 0) return 0
  const outward = speed * Math.sign(x)
  if (Math.abs(outward) > flickSpeed) return outward > 0 ? side : 0
  return Math.abs(x) > Math.abs(side) * openShare ? side : 0
}
