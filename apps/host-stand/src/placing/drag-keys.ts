import type { KeyboardCoordinateGetter } from '@dnd-kit/core'
import { directionOf } from '../floor/neighbours.ts'
import { planHandle } from './plan-handle.ts'

let target: string | undefined
/** The table that a drag is over. */
export const dragTarget = (): string | undefined => target

/** A drag is over another table now, or over none. */
export function aimAt(tableId: string | undefined): boolean {
  if (tableId === target) return false
  target = tableId
  planHandle()?.mark(tableId)
  return true
}

/** Arrow keys carry a party from table to table, not by pixels. */
export const byTables: KeyboardCoordinateGetter = (event, { context }) => {
  const direction = directionOf(event.code)
  const plan = planHandle()
  const rect = context.collisionRect
  if (!direction || !plan || !rect) return undefined
  event.preventDefault()
  const next = plan.nextFrom(target, direction) ?? target
  const middle = next === undefined ? undefined : plan.middleOf(next)
  if (!middle) return undefined
  aimAt(next)
  return { x: middle.x - rect.width / 2, y: middle.y - rect.height / 2 }
}
