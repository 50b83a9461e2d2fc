import type { KeyboardCoordinateGetter } from '@dnd-kit/core'
import { directionOf } from '../floor/neighbours.ts'
import type { TimelineRow } from './timeline-day.ts'

/** Pixels per minute, and per lane of a row: the touch size and a gap. */
export const minutePx = 2.4
export const lanePx = 48
export const headPx = 32
/** The width of the names of tables. */
export const namePx = 84
/** Bars snap to quarter hours. */
export const stepMinutes = 15

/** The top of each row, in pixels below the head. */
export function tops(rows: readonly Pick<TimelineRow, 'lanes'>[]): number[] {
  let top = 0
  return rows.map(({ lanes }) => {
    const own = top
    top += lanes * lanePx
    return own
  })
}

/** The row at a height below the head, or the first or last one beyond. */
export function rowAt(rows: readonly Pick<TimelineRow, 'lanes'>[], y: number): number {
  const index = tops(rows).findLastIndex((top) => top <= y)
  return Math.max(0, index)
}

/** Arrow keys move a bar by a quarter hour or by a row. */
export const byQuarters: KeyboardCoordinateGetter = (event, { currentCoordinates: { x, y } }) => {
  const direction = directionOf(event.code)
  if (!direction) return undefined
  event.preventDefault()
  switch (direction) {
    case 'left':
      return { x: x - stepMinutes * minutePx, y }
    case 'right':
      return { x: x + stepMinutes * minutePx, y }
    case 'up':
      return { x, y: y - lanePx }
    case 'down':
      return { x, y: y + lanePx }
  }
}
