import type { Table } from '@qtable/domain'
import type { FocusEvent, KeyboardEvent, MouseEvent, RefObject } from 'react'
import { centreOf, tableAt } from './geometry.ts'
import { directionOf, neighbourOf } from './neighbours.ts'
import type { ViewportControl } from './viewport-control.ts'

/**
 * The plan's event handlers for its tables: taps, arrow keys from table to table, and focus, which scrolls a table into
 * view.
 */
export function useTableEvents(
  tables: ReadonlyMap<string, Table>,
  {
    order,
    windowRef,
    control,
    onTable,
    onFocused,
  }: {
    order: readonly Table[]
    windowRef: RefObject<HTMLElement | null>
    control: RefObject<ViewportControl | undefined>
    onTable: (tableId: string) => void
    onFocused: (tableId: string) => void
  },
) {
  return {
    onClick(event: MouseEvent) {
      const touched = idAt(event.target)
      if (touched === undefined) return
      // Touch areas of small tables overlap: the nearest table is meant.
      const at = event.detail > 0 ? control.current?.toPlan({ x: event.clientX, y: event.clientY }) : undefined
      const nearest = at && tableAt(tables.values(), at, Number.POSITIVE_INFINITY)
      onTable(nearest?.id ?? touched)
    },
    onKeyDown(event: KeyboardEvent) {
      const direction = directionOf(event.key)
      const from = tables.get(idAt(event.target) ?? '')
      if (!direction || !from || event.defaultPrevented) return
      event.preventDefault()
      const next = neighbourOf(order, from, direction)
      if (!next) return
      windowRef.current?.querySelector<HTMLElement>(`[data-table="${next.id}"]`)?.focus({ preventScroll: true })
    },
    onFocus({ target }: FocusEvent) {
      const table = tables.get(idAt(target) ?? '')
      if (!table) return
      onFocused(table.id)
      if (target.matches(':focus-visible')) control.current?.reveal(centreOf(table))
    },
  }
}

function idAt(target: EventTarget): string | undefined {
  const element = target instanceof Element ? target.closest<HTMLElement>('[data-table]') : null
  return element?.dataset.table
}
