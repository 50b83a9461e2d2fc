import { useDrag } from '@use-gesture/react'
import { type RefObject, useState } from 'react'
import type { Point } from '../geometry.ts'
import type { ViewportControl } from '../viewport-control.ts'
import { editingNow, pick } from './editing.ts'
import { placeTables } from './edits.ts'
import type { TableLayout } from './layout.ts'
import { type Guides, snapTable } from './snap.ts'

const noGuides: Guides = { x: undefined, y: undefined }
const snapPx = 7
const slackPx = 4
let drags = 0

/** The dragged tables as they were when the drag began. */
interface TableDrag {
  held: TableLayout
  moving: readonly TableLayout[]
  others: readonly TableLayout[]
  /** All moves of a drag are one step. */
  about: string
  hasMoved: boolean
}

/** Moves the selected tables by pointer; the held one aligns with the others. */
export function useTableDrag(
  windowRef: RefObject<HTMLElement | null>,
  control: RefObject<ViewportControl | undefined>,
): { guides: Guides; isDragging: boolean } {
  const [guides, setGuides] = useState(noGuides)
  const [isDragging, setDragging] = useState(false)
  useDrag<PointerEvent>(
    ({ first, last, target, event, movement: [dx, dy], memo, cancel }) => {
      const drag: TableDrag | undefined = first ? beginDrag(target, event.shiftKey) : memo
      const scale = control.current?.scale
      if (!drag || scale === undefined) return first ? cancel() : undefined
      if (first || last) setDragging(!last)
      // The button was released where nobody heard of it.
      if (!first && !last && event.type === 'pointermove' && event.buttons === 0) {
        cancel()
        return drag
      }
      drag.hasMoved ||= Math.hypot(dx, dy) > slackPx
      if (last) setGuides(noGuides)
      else if (drag.hasMoved) {
        const { held, moving, others, about } = drag
        const at = { x: held.position.x + dx / scale, y: held.position.y + dy / scale }
        const snapped = snapTable({ ...held, position: at }, others, snapPx / scale)
        setGuides(snapped.guides)
        placeTables(shiftedBy(moving, held, snapped.position), about)
      }
      return drag
    },
    { target: windowRef, pointer: { keys: false } },
  )
  return { guides, isDragging }
}

// The press selects the table. One that it deselects is not dragged.
function beginDrag(target: EventTarget, isMore: boolean): TableDrag | undefined {
  const id = (target as Element).closest<HTMLElement>('[data-grab][data-table]')?.dataset.table
  if (id === undefined) return undefined
  if (!editingNow()?.selected.includes(id)) pick(id, isMore)
  else if (isMore || editingNow()?.isMultiSelect) pick(id, true)
  const now = editingNow()
  const held = now?.history.present.tables.get(id)
  if (!now || !held || !now.selected.includes(id)) return undefined
  const { tables } = now.history.present
  return {
    held,
    moving: now.selected.flatMap((one) => tables.get(one) ?? []),
    others: [...tables.values()].filter((table) => !now.selected.includes(table.id)),
    about: `drag ${++drags}`,
    hasMoved: false,
  }
}

function shiftedBy(tables: readonly TableLayout[], held: TableLayout, to: Point): ReadonlyMap<string, Point> {
  const [dx, dy] = [to.x - held.position.x, to.y - held.position.y]
  return new Map(tables.map(({ id, position }) => [id, { x: position.x + dx, y: position.y + dy }]))
}
