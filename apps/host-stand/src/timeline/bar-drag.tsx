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
import type { Times } from '../time/times.ts'
import { words } from '../words.ts'
import { type Aim, aimOf, type Held, heldIn, roomOf, within } from './bar-move.ts'
import { DragAim } from './drag-aim.tsx'
import { byQuarters } from './timeline-scale.ts'
import { type Bar, type Day, keyOf } from './timeline-view.ts'

const say = words.timeline
const keyboardCodes = { start: ['Space'], cancel: ['Escape'], end: ['Space'] }
const noCollisions = () => []
// Only near the edges: a bar held still over a table is not to run away from it.
const scrolling = { threshold: { x: 0.08, y: 0.08 } }

/** The element that explains to screen readers how a bar is carried. */
export const barHelpId = 'drag-bar'

/** What of an event takes a bar. */
export type TakeBar = (
  listener: 'onMouseDown' | 'onTouchStart' | 'onKeyDown',
  event: SyntheticEvent<HTMLElement>,
  held: Held,
) => void

/** What is dragged: the bar that was taken last, and its element. */
interface Carried {
  held: Held
  element: HTMLElement | undefined
}

/** Lets the bars of a day be dragged, by mouse, finger and keys: `take` is set to what takes one. Inside the grid. */
export function BarDrag({
  day,
  times,
  take,
  onDrop,
}: {
  day: Day
  times: Times
  take: RefObject<TakeBar | undefined>
  onDrop: (bar: Bar, aim: Aim) => void
}) {
  const sensors = useSensors(
    useSensor(MouseSensor, { activationConstraint: { distance: 6 } }),
    useSensor(TouchSensor, { activationConstraint: { delay: 160, tolerance: 8 } }),
    useSensor(KeyboardSensor, { coordinateGetter: byQuarters, keyboardCodes, scrollBehavior: 'auto' }),
  )
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
      onDragEnd={({ active, delta, activatorEvent }) => {
        const { held, element } = active.data.current as Carried
        const bar = heldIn(day, held)?.bar
        const aim = aimOf(day, held, delta)
        if (!bar || !aim) return
        onDrop(bar, aim)
        if (activatorEvent instanceof KeyboardEvent) focusIn(element?.closest('ul'), keyOf(bar, aim.row.tableId))
      }}
    >
      <BarCarrier day={day} take={take} />
      <DragAim day={day} times={times} heldOf={(active) => (active.data.current as Carried).held} />
    </DndContext>
  )
}

// In another row a bar is another element, and the next key would begin at the top of the page.
function focusIn(rows: Element | null | undefined, key: string): void {
  requestAnimationFrame(() => rows?.querySelector<HTMLElement>(`[data-key="${key}"]`)?.focus())
}

/**
 * The one thing that can be dragged, whichever bar it stands for, moving that bar's element itself. With one for each bar,
 * all of them would be drawn again whenever a drag begins and ends.
 */
function BarCarrier({ day, take }: { day: Day; take: RefObject<TakeBar | undefined> }) {
  const carried = useRef<Carried>({ held: { key: '', tableId: null }, element: undefined }).current
  const { setNodeRef, listeners, transform } = useDraggable({ id: 'bar', data: carried })
  const latest = useRef(listeners)
  latest.current = listeners

  useEffect(() => {
    take.current = (name, event, held) => {
      setNodeRef(event.currentTarget)
      carried.held = held
      carried.element = event.currentTarget
      latest.current?.[name]?.(event)
    }
    return () => {
      take.current = undefined
    }
  }, [carried, setNodeRef, take])

  useLayoutEffect(() => {
    const { element, held } = carried
    const found = heldIn(day, held)
    if (!element || !transform || !found) return
    const room = roomOf(day, found)
    // A party that sits keeps its time: it is moved to another table only.
    const x = found.bar.kind === 'party' ? 0 : within(transform.x, room.left, room.right)
    element.style.transform = `translate(${x}px, ${within(transform.y, room.top, room.bottom)}px)`
    element.dataset.dragging = ''
    return () => {
      element.style.transform = ''
      delete element.dataset.dragging
    }
  }, [carried, transform, day])
  return null
}

function announcementsOf(day: Day): Announcements {
  const nameOf = ({ data }: Active) => heldIn(day, (data.current as Carried).held)?.bar.name ?? ''
  return {
    onDragStart: ({ active }) => say.picked(nameOf(active)),
    onDragOver: () => undefined,
    onDragEnd: ({ active }) => say.dropped(nameOf(active)),
    onDragCancel: ({ active }) => say.cancelled(nameOf(active)),
  }
}
