import type { Table } from '@qtable/domain'
import { type RefObject, useEffect } from 'react'
import { providePlan } from '../placing/placing-store.ts'
import { centreOf, tableAt } from './geometry.ts'
import { inReadingOrder, neighbourOf } from './neighbours.ts'
import type { ViewportControl } from './viewport-control.ts'

const reachPx = 14

/** Registers this plan: a drag asks it which table is under the pointer. */
export function usePlanHandle(
  tables: ReadonlyMap<string, Table>,
  { windowRef, control }: { windowRef: RefObject<HTMLElement | null>; control: RefObject<ViewportControl | undefined> },
): void {
  useEffect(() => {
    let marked: Element | null = null
    return providePlan({
      tableAt(point) {
        const view = control.current
        const frame = windowRef.current?.getBoundingClientRect()
        if (!view || !frame || !isIn(frame, point)) return undefined
        return tableAt(tables.values(), view.toPlan(point), reachPx / view.scale)?.id
      },
      nextFrom(tableId, direction) {
        const from = tableId === undefined ? undefined : tables.get(tableId)
        return (from ? neighbourOf(tables.values(), from, direction) : inReadingOrder(tables.values())[0])?.id
      },
      centreOf(tableId) {
        const table = tables.get(tableId)
        if (!table) return undefined
        control.current?.reveal(centreOf(table))
        return control.current?.toPage(centreOf(table))
      },
      mark(tableId) {
        marked?.removeAttribute('data-over')
        marked = tableId === undefined ? null : (windowRef.current?.querySelector(`[data-table="${tableId}"]`) ?? null)
        marked?.setAttribute('data-over', '')
      },
    })
  }, [tables, windowRef, control])
}

function isIn({ left, top, right, bottom }: DOMRect, { x, y }: { x: number; y: number }): boolean {
  return x >= left && x <= right && y >= top && y <= bottom
}
