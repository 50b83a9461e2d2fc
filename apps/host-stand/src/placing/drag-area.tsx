import {
  type Active,
  type Announcements,
  DndContext,
  type DragEndEvent,
  type DragMoveEvent,
  DragOverlay,
  KeyboardSensor,
  MouseSensor,
  TouchSensor,
  useSensor,
  useSensors,
} from '@dnd-kit/core'
import type { Client } from '@qtable/client'
import { type ReactNode, useState } from 'react'
import type { Point } from '../floor/geometry.ts'
import { useClient } from '../session/client-hooks.ts'
import { words } from '../words.ts'
import { carriedId, dragHelpId } from './carrier.ts'
import styles from './drag-area.module.css'
import { DragChip } from './drag-chip.tsx'
import { aimAt, byTables, dragTarget } from './drag-keys.ts'
import { type Carried, PartyCarrier } from './party-carrier.tsx'
import { type Placing, placingNow, startPlacing, stopPlacing } from './placing.ts'
import { resetChoice, touchTable } from './placing-choice.ts'
import { planHandle } from './plan-handle.ts'
import { placedParty, useSeat } from './use-seat.ts'

const noCollisions = () => []
const keyboardCodes = { start: ['Space'], cancel: ['Escape'], end: ['Space', 'Enter'] }

/**
 * Lets parties be dragged onto tables, by mouse, finger and keyboard: from the plan and from whatever lists parties.
 * The plan is asked for the table under the pointer, instead of one drop zone for each table: a table is found by its
 * true shape, also while the plan is moved, and nothing is drawn again while a party goes over it.
 */
export function DragArea({ children }: { children: ReactNode }) {
  const client = useClient()
  const seat = useSeat()
  const [dragged, setDragged] = useState<Placing>()
  const [over, setOver] = useState<string>()
  const sensors = useSensors(
    useSensor(MouseSensor, { activationConstraint: { distance: 6 } }),
    useSensor(TouchSensor, { activationConstraint: { delay: 160, tolerance: 8 } }),
    useSensor(KeyboardSensor, { coordinateGetter: byTables, keyboardCodes }),
  )

  function start(active: Active, isByKeys: boolean) {
    const placing = placingOf(active)
    if (!placing) return
    // Keys begin at the table where the party sits.
    const sits = placing.kind === 'guest' ? client.view?.guests.get(placing.guestId)?.tableId : null
    aimAt(isByKeys ? (sits ?? undefined) : undefined)
    resetChoice()
    carriedId.set((active.data.current as Carried).id)
    setDragged(placing)
    startPlacing(placing)
  }

  function aim({ activatorEvent, delta }: Pick<DragMoveEvent, 'activatorEvent' | 'delta'>) {
    const from = pointOf(activatorEvent)
    if (from) aimAt(planHandle()?.tableAt({ x: from.x + delta.x, y: from.y + delta.y }))
  }

  function move(event: DragMoveEvent) {
    // A last move may be told after the drop.
    if (carriedId.get() === undefined) return
    aim(event)
    setOver(dragTarget())
  }

  function letGo(): string | undefined {
    const tableId = dragTarget()
    aimAt(undefined)
    carriedId.set(undefined)
    setDragged(undefined)
    setOver(undefined)
    return tableId
  }

  function drop(event: DragEndEvent) {
    aim(event)
    const tableId = letGo()
    const placing = placingNow()
    const floor = client.view
    if (tableId === undefined || !placing || !floor) return stopPlacing()
    // What does not suit stays to be placed, with the reasons shown.
    if (touchTable({ floor, now: client.now(), placing }, tableId) === 'seat') seat(placing, [tableId])
  }

  return (
    <>
      {children}
      {/* Beside them, not around: at every move React would look through all that is inside for who reads its context. */}
      <DndContext
        id={dragHelpId}
        sensors={sensors}
        collisionDetection={noCollisions}
        autoScroll={false}
        accessibility={{
          announcements: announcementsOf(client),
          screenReaderInstructions: { draggable: words.floor.drag.instructions },
        }}
        onDragStart={({ active, activatorEvent }) => start(active, activatorEvent instanceof KeyboardEvent)}
        onDragMove={move}
        onDragEnd={drop}
        onDragCancel={() => {
          letGo()
          stopPlacing()
        }}
      >
        <PartyCarrier />
        <DragOverlay dropAnimation={null} className={styles.overlay}>
          {dragged && <DragChip placing={dragged} tableId={over} />}
        </DragOverlay>
      </DndContext>
    </>
  )
}

function announcementsOf(client: Client): Announcements {
  const nameOf = (active: Active) => {
    const placing = placingOf(active)
    return (placing && client.view && placedParty(client.view, placing)?.name) ?? ''
  }
  return {
    onDragStart: ({ active }) => words.floor.drag.picked(nameOf(active)),
    onDragMove: () => undefined,
    onDragOver: () => undefined,
    onDragEnd: ({ active }) => words.floor.drag.dropped(nameOf(active)),
    onDragCancel: ({ active }) => words.floor.drag.cancelled(nameOf(active)),
  }
}

/** What an element is dragged with: see `useDraggable` of whatever lists parties. */
function placingOf(active: Active): Placing | undefined {
  return (active.data.current as Carried | undefined)?.placing
}

// Where a pointer began; undefined for keys, which aim by themselves.
function pointOf(event: Event): Point | undefined {
  const at = 'touches' in event ? (event as TouchEvent).touches[0] : event
  return at && 'clientX' in at ? { x: at.clientX as number, y: at.clientY as number } : undefined
}
