import { useDraggable } from '@dnd-kit/core'
import { useEffect, useRef } from 'react'
import { type DragSource, provideStartDrag } from './placing-store.ts'

/** The data that the drag library passes on: the source of the last drag. */
export interface DraggedSource {
  source: DragSource | undefined
}

/**
 * The page's only draggable, for every party. With one for each row and table, all of them would render again at the
 * start and end of each drag.
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
