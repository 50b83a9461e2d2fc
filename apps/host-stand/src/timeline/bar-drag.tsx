import {
  type Active,
  type Announcements,
  DndContext,
  KeyboardSensor,
  MouseSensor,
  TouchSensor,
  useDraggable,
  useSensor,
  useSensors,
} from '@dnd-kit/core'
import { type RefObject, type SyntheticEvent, useEffect, useLayoutEffect, useRef } from 'react'
import { pageWords as words } from '../page-words.ts'
import type { TimeFormats } from '../time/times.ts'
import { type FollowedPointer, followPointer } from '../ui/follow-pointer.ts'
import { clamp, type DropTarget, dragRange, dropTargetOf, findBar, type HeldBar } from './bar-drop.ts'
import { DropPreview } from './drop-preview.tsx'
import { type Bar, keyOf, type TimelineDay } from './timeline-day.ts'
import { byQuarters } from './timeline-scale.ts'

const say = words.timeline
const keyboardCodes = { start: ['Space'], cancel: ['Escape'], end: ['Space'] }
const noCollisions = () => []
// Only near the edges, so that a bar held still over a table does not move away.
const scrolling = { threshold: { x: 0.08, y: 0.08 } }

/** The element that explains to screen readers how to drag a bar. */
export const barHelpId = 'drag-bar'

/** Passes an event of a bar to the drag library. */
export type StartBarDrag = (
  listener: 'onMouseDown' | 'onTouchStart' | 'onKeyDown',
  event: SyntheticEvent<HTMLElement>,
  held: HeldBar,
) => void

/** The bar that was picked up last, and its element. */
interface DraggedBar {
  held: HeldBar
  element: HTMLElement | undefined
}

/**
 * Lets the bars of a day be dragged by mouse, finger and keyboard. Sets `start` to the function that starts a drag.
 * Rendered inside the grid.
 */
export function BarDrag({
  day,
  times,
  start,
  onDrop,
}: {
  day: TimelineDay
  times: TimeFormats
  start: RefObject<StartBarDrag | undefined>
  onDrop: (bar: Bar, target: DropTarget) => void
}) {
  const sensors = useSensors(
    useSensor(MouseSensor, { activationConstraint: { distance: 6 } }),
    useSensor(TouchSensor, { activationConstraint: { delay: 160, tolerance: 8 } }),
    useSensor(KeyboardSensor, { coordinateGetter: byQuarters, keyboardCodes, scrollBehavior: 'auto' }),
  )
  const pointer = useRef<FollowedPointer>(undefined)
  return (
    <DndContext
      id={barHelpId}
      sensors={sensors}
      collisionDetection={noCollisions}
      accessibility={{
        announcements: announcementsOf(day),
        screenReaderInstructions: { draggable: say.help },
      }}
      autoScroll={scrolling}
      onDragStart={({ activatorEvent }) => {
        pointer.current?.leave()
        pointer.current = activatorEvent instanceof KeyboardEvent ? undefined : followPointer(activatorEvent)
      }}
      onDragCancel={() => pointer.current?.leave()}
      onDragEnd={({ active, delta, activatorEvent }) => {
        const { held, element } = active.data.current as DraggedBar
        const bar = findBar(day, held)?.bar
        const target = dropTargetOf(day, held, pointer.current?.movedBy() ?? delta)
        pointer.current?.leave()
        if (!bar || !target) return
        onDrop(bar, target)
        if (activatorEvent instanceof KeyboardEvent) focusIn(element?.closest('ul'), keyOf(bar, target.row.tableId))
      }}
    >
      <BarDraggable day={day} start={start} />
      <DropPreview day={day} times={times} heldOf={(active) => (active.data.current as DraggedBar).held} />
    </DndContext>
  )
}

// A bar in another row is a new element: without this the focus would be lost.
function focusIn(rows: Element | null | undefined, key: string): void {
  requestAnimationFrame(() => rows?.querySelector<HTMLElement>(`[data-key="${key}"]`)?.focus())
}

/**
 * The only draggable, for every bar; it moves the bar's own element. With one for each bar, all of them would render
 * again at the start and end of each drag.
 */
function BarDraggable({ day, start }: { day: TimelineDay; start: RefObject<StartBarDrag | undefined> }) {
  const dragged = useRef<DraggedBar>({ held: { key: '', tableId: null }, element: undefined }).current
  const { setNodeRef, listeners, transform } = useDraggable({ id: 'bar', data: dragged })
  const latest = useRef(listeners)
  latest.current = listeners

  useEffect(() => {
    start.current = (name, event, held) => {
      setNodeRef(event.currentTarget)
      dragged.held = held
      dragged.element = event.currentTarget
      latest.current?.[name]?.(event)
    }
    return () => {
      start.current = undefined
    }
  }, [dragged, setNodeRef, start])

  useLayoutEffect(() => {
    const { element, held } = dragged
    const found = findBar(day, held)
    if (!element || !transform || !found) return
    const room = dragRange(day, found)
    // A seated party keeps its time: only its table can change.
    const x = found.bar.kind === 'party' ? 0 : clamp(transform.x, room.left, room.right)
    element.style.transform = `translate(${x}px, ${clamp(transform.y, room.top, room.bottom)}px)`
    element.dataset.dragging = ''
    return () => {
      element.style.transform = ''
      delete element.dataset.dragging
    }
  }, [dragged, transform, day])
  return null
}

function announcementsOf(day: TimelineDay): Announcements {
  const nameOf = ({ data }: Active) => findBar(day, (data.current as DraggedBar).held)?.bar.name ?? ''
  return {
    onDragStart: ({ active }) => say.picked(nameOf(active)),
    onDragOver: () => undefined,
    onDragEnd: ({ active }) => say.dropped(nameOf(active)),
    onDragCancel: ({ active }) => say.cancelled(nameOf(active)),
  }
}
