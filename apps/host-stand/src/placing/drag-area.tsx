import {
  type Active,
  type Announcements,
  DndContext,
  DragOverlay,
  type KeyboardCoordinateGetter,
  KeyboardSensor,
  type Modifier,
  MouseSensor,
  TouchSensor,
  useSensor,
  useSensors,
} from '@dnd-kit/core'
import type { Client } from '@qtable/client'
import { useRef } from 'react'
import { directionOf } from '../floor/neighbours.ts'
import { useClient } from '../session/client-hooks.ts'
import { sayFit } from '../tables/table-name.ts'
import { type FollowedPointer, followPointer } from '../ui/follow-pointer.ts'
import { toast } from '../ui/toaster.tsx'
import { words } from '../words.ts'
import styles from './drag-area.module.css'
import { DragChip } from './drag-chip.tsx'
import { type DraggedSource, PartyDraggable } from './party-draggable.tsx'
import { aimAt, beginDrag, endDrag, isPartyDragged, placingNow, stopPlacing, usePlacingStore } from './placing-store.ts'
import { dropOn } from './table-choice.ts'
import { dragHelpId } from './use-drag-party.ts'
import { placedParty, useSeat } from './use-seat.ts'
import { swapsWith, useSwap } from './use-swap.ts'

const noCollisions = () => []
const keyboardCodes = { start: ['Space'], cancel: ['Escape'], end: ['Space', 'Enter'] }

/**
 * Lets parties be dragged onto tables by mouse, finger and keyboard, from the plan and from lists. Instead of a drop
 * zone for each table, the plan is asked for the table under the pointer: it knows the true shapes, even while it
 * moves, and nothing renders again during a drag.
 */
export function DragArea() {
  const client = useClient()
  const seat = useSeat()
  const swap = useSwap()
  const dragged = usePlacingStore((state) => state.dragged)
  const pointer = useRef<FollowedPointer>(undefined)
  const sensors = useSensors(
    useSensor(MouseSensor, { activationConstraint: { distance: 6 } }),
    useSensor(TouchSensor, { activationConstraint: { delay: 160, tolerance: 8 } }),
    useSensor(KeyboardSensor, { coordinateGetter: toNextTable, keyboardCodes }),
  )

  function start(active: Active, event: Event) {
    const source = sourceOf(active)
    if (!source) return
    pointer.current?.leave()
    const isByKeys = event instanceof KeyboardEvent
    pointer.current = isByKeys ? undefined : followPointer(event)
    const { placing } = source
    const tableId = placing.kind === 'guest' ? client.view?.guests.get(placing.guestId)?.tableId : undefined
    beginDrag(source, isByKeys ? (tableId ?? undefined) : undefined)
  }

  function aim() {
    const { plan } = usePlacingStore.getState()
    if (pointer.current) aimAt(plan?.tableAt(pointer.current.at()))
  }

  function drop() {
    aim()
    pointer.current?.leave()
    const tableId = endDrag()
    const placing = placingNow()
    const floor = client.view
    // A drop leaves no mode: what speaks against it is asked or said, and the next tap opens a table again.
    stopPlacing()
    if (tableId === undefined || !placing || !floor) return
    const other = swapsWith(floor, placing, tableId)
    if (placing.kind === 'guest' && other) {
      swap(placing.guestId, other.id)
      return
    }
    const wanted = dropOn({ floor, now: client.now(), placing }, tableId)
    if (wanted?.fit.can === 'never') toast({ title: sayFit(wanted.fit, floor), kind: 'refused' })
    else if (wanted) seat(placing, wanted.tableIds)
  }

  function cancel() {
    pointer.current?.leave()
    endDrag()
    stopPlacing()
  }

  return (
    // Beside the floor, not around it: at every move React would search everything inside for readers of its context.
    <DndContext
      id={dragHelpId}
      sensors={sensors}
      collisionDetection={noCollisions}
      autoScroll={false}
      accessibility={{
        announcements: announcementsOf(client),
        screenReaderInstructions: { draggable: words.floor.drag.instructions },
      }}
      onDragStart={({ active, activatorEvent }) => start(active, activatorEvent)}
      // The library may report one more move after the drop.
      onDragMove={() => isPartyDragged() && aim()}
      onDragEnd={drop}
      onDragCancel={cancel}
    >
      <PartyDraggable />
      <DragOverlay dropAnimation={null} className={styles.overlay} modifiers={[keepInWindow]}>
        {dragged && <DragChip placing={dragged.placing} />}
      </DragOverlay>
    </DndContext>
  )
}

/** Half the widest chip, and how far it reaches above the middle of its source, in pixels. */
const chip = { half: 168, above: 100 }

// The chip is carried whole, also at the edge of the window; where it is dropped, the pointer says.
const keepInWindow: Modifier = ({ transform, activeNodeRect, windowRect }) => {
  if (!activeNodeRect || !windowRect) return transform
  const x = activeNodeRect.left + activeNodeRect.width / 2
  const y = activeNodeRect.top + activeNodeRect.height / 2
  const within = Math.min(windowRect.width - chip.half, Math.max(chip.half, x + transform.x))
  return { ...transform, x: within - x, y: Math.max(chip.above, y + transform.y) - y }
}

// Arrow keys move a party from table to table, not by pixels.
const toNextTable: KeyboardCoordinateGetter = (event, { context }) => {
  const { plan, overTableId } = usePlacingStore.getState()
  const direction = directionOf(event.code)
  const rect = context.collisionRect
  if (!direction || !plan || !rect) return undefined
  event.preventDefault()
  const next = plan.nextFrom(overTableId, direction) ?? overTableId
  const centre = next === undefined ? undefined : plan.centreOf(next)
  if (!centre) return undefined
  aimAt(next)
  return { x: centre.x - rect.width / 2, y: centre.y - rect.height / 2 }
}

function announcementsOf(client: Client): Announcements {
  const nameOf = (active: Active) => {
    const placing = sourceOf(active)?.placing
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

function sourceOf(active: Active): DraggedSource['source'] {
  return (active.data.current as DraggedSource | undefined)?.source
}
