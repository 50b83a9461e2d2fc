import { useDraggable } from '@dnd-kit/core'
import { useEffect, useRef } from 'react'
import { type DragSource, provideStartDrag } from './placing-store.ts'

/** What the drag library carries along: the source of the last drag. */
export interface DraggedSource {
  source: DragSource | undefined
}

/**
 * The only draggable of the page, whichever party it stands for. With one for each row and table, all of them would be drawn
 * again whenever a drag begins and ends.
 */
export function PartyDraggable() {
  const data = useRef<DraggedSource>({ source: undefined }).current
  const { setNodeRef, listeners } = useDraggable({ id: 'party', data })
  const latest = useRef(listeners)
  latest.current = listeners

  useEffect(
    () =>
      provideStartDrag((listener, event, source) => {
        setNodeRef(event.currentTarget)
        data.source = source
        latest.current?.[listener]?.(event)
      }),
    [data, setNodeRef],
  )
  return null
}
