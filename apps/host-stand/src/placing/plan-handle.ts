import type { Point } from '../floor/geometry.ts'
import type { Direction } from '../floor/neighbours.ts'

/** What a drag asks the plan that is on the screen. Points are of the page, in CSS pixels. */
export interface PlanHandle {
  tableAt(point: Point): string | undefined
  /** The next table in a direction; from none, the first. */
  nextFrom(tableId: string | undefined, direction: Direction): string | undefined
  middleOf(tableId: string): Point | undefined
  /** Shows one table as the one that would be taken. */
  mark(tableId: string | undefined): void
}

let shown: PlanHandle | undefined

/** The plan on the screen, where there is one. */
export const planHandle = (): PlanHandle | undefined => shown

/** Makes a plan the one on the screen, until the function that it returns is called. */
export function showPlan(handle: PlanHandle): () => void {
  shown = handle
  return () => {
    if (shown === handle) shown = undefined
  }
}
