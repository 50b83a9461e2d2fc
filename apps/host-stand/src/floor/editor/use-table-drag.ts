import { type PointerEvent, type RefObject, useState } from 'react'
import type { Point } from '../geometry.ts'
import type { ViewportControl } from '../viewport-control.ts'
import { editingNow, pick } from './editing.ts'
import { placeTables } from './edits.ts'
import type { TableLayout } from './layout.ts'
import { type Guides, snapped } from './snap.ts'

const noGuides: Guides = { x: undefined, y: undefined }
const snapPx = 7
const slackPx = 4
let drags = 0

/** Moves the selected tables by pointer; the one that is held lines up with the others. */
export function useTableDrag(control: RefObject<ViewportControl | undefined>) {
  const [guides, setGuides] = useState(noGuides)

  function begin(id: string, event: PointerEvent<HTMLElement>): void {
    if (event.button !== 0) return
    const isMore = event.shiftKey
    if (!editingNow()?.selected.includes(id)) pick(id, isMore)
    else if (isMore || editingNow()?.isSeveral) pick(id, true)
    const now = editingNow()
    const view = control.current
    const held = now?.history.present.tables.get(id)
    if (!now || !view || !held || !now.selected.includes(id)) return
    const from: Point = { x: event.clientX, y: event.clientY }
    const { tables } = now.history.present
    const moving = now.selected.flatMap((one) => tables.get(one) ?? [])
    const others = [...tables.values()].filter((table) => !now.selected.includes(table.id))
    const about = `drag ${++drags}`
    const frame = event.currentTarget
    frame.setPointerCapture(event.pointerId)
    let isMoving = false
    const ending = new AbortController()
    const { signal } = ending

    frame.addEventListener(
      'pointermove',
      (moved: globalThis.PointerEvent) => {
        const [dx, dy] = [moved.clientX - from.x, moved.clientY - from.y]
        isMoving ||= Math.hypot(dx, dy) > slackPx
        if (!isMoving) return
        const at = { x: held.position.x + dx / view.scale, y: held.position.y + dy / view.scale }
        const place = snapped({ ...held, position: at }, others, snapPx / view.scale)
        setGuides(place.guides)
        placeTables(shiftedBy(moving, held, place.position), about)
      },
      { signal },
    )
    const end = () => {
      ending.abort()
      setGuides(noGuides)
    }
    frame.addEventListener('pointerup', end, { signal })
    frame.addEventListener('pointercancel', end, { signal })
  }

  return { guides, begin }
}

function shiftedBy(tables: readonly TableLayout[], held: TableLayout, to: Point): ReadonlyMap<string, Point> {
  const [dx, dy] = [to.x - held.position.x, to.y - held.position.y]
  return new Map(tables.map(({ id, position }) => [id, { x: position.x + dx, y: position.y + dy }]))
}
