import {
  type Announcements,
  DndContext,
  type DragEndEvent,
  KeyboardSensor,
  MouseSensor,
  TouchSensor,
  useSensor,
  useSensors,
} from '@dnd-kit/core'
import { TriangleAlert } from 'lucide-react'
import { useMemo, useState } from 'react'
import { DayBar } from '../reservations/day-bar.tsx'
import { todayOf } from '../reservations/day-list.ts'
import { DayPage } from '../reservations/day-page.tsx'
import { DayState } from '../reservations/day-state.tsx'
import { instantOf } from '../reservations/local-time.ts'
import { ReservationSheet } from '../reservations/reservation-sheet.tsx'
import { useDay } from '../reservations/use-day.ts'
import { useAct } from '../stand/act.ts'
import { useNow } from '../stand/now.ts'
import { useMay } from '../stand/roles.ts'
import { useFloor } from '../stand/stand.ts'
import { useTimes } from '../stand/times.ts'
import { Badge } from '../ui/badge.tsx'
import { EmptyState } from '../ui/states.tsx'
import { PartySheet } from '../waitlist/party-sheet.tsx'
import { words } from '../words.ts'
import { moveOf } from './bar-move.ts'
import { type DraggedBar, TimelineGrid } from './timeline-grid.tsx'
import { byQuarters, minutePx, rowAt, tops } from './timeline-scale.ts'
import { type Bar, dayOf } from './timeline-view.ts'

const say = words.timeline
const keyboardCodes = { start: ['Space'], cancel: ['Escape'], end: ['Space'] }
const noCollisions = () => []

/** Tables × time for one day: what is booked and who sits, to be moved to another table or time. */
export function Timeline() {
  const floor = useFloor()
  const times = useTimes()
  const now = useNow()
  const { act } = useAct()
  const may = useMay()
  const today = todayOf(floor, now)
  const [picked, setDate] = useState<string>()
  const [open, setOpen] = useState<Pick<Bar, 'kind' | 'id'>>()
  const date = picked ?? today
  const found = useDay(date, today)
  const reservations = found.state === 'shown' ? found.reservations : undefined
  const minute = Math.floor(now / 60_000) * 60_000
  const day = useMemo(() => {
    const noon = Date.parse(instantOf(date, '12:00', floor.restaurant))
    return dayOf(floor, { reservations: reservations ?? [], isToday: date === today, now: minute, noon })
  }, [floor, reservations, date, today, minute])
  const sensors = useSensors(
    useSensor(MouseSensor, { activationConstraint: { distance: 6 } }),
    useSensor(TouchSensor, { activationConstraint: { delay: 160, tolerance: 8 } }),
    useSensor(KeyboardSensor, { coordinateGetter: byQuarters, keyboardCodes, scrollBehavior: 'auto' }),
  )

  function drop({ active, delta }: DragEndEvent) {
    const dragged = active.data.current as DraggedBar | undefined
    const row = dragged && day.rows[dragged.rowIndex]
    if (!dragged || !row) return
    const top = tops(day.rows)[dragged.rowIndex] ?? 0
    const target = day.rows[rowAt(day.rows, top + delta.y + 22)]
    const move = target && moveOf(dragged.bar, { row, target, minutes: delta.x / minutePx })
    if (!move) return
    const where = target.tableId === null ? say.unplanned : say.occupied(target.number)
    act(move.type, move.payload, say.moved(dragged.bar.name, where))
  }

  const covers = day.rows.flatMap(({ bars }) => bars)
  const people = new Map(covers.map(({ id, partySize }) => [id, partySize]))
  const total = [...people.values()].reduce((sum, size) => sum + size, 0)
  return (
    <DayPage
      label={say.title}
      bar={
        <DayBar
          date={date}
          today={today}
          onDate={(next) => setDate(next === today ? undefined : next)}
          summary={say.summary(people.size, total)}
        >
          {day.conflicts > 0 && (
            <Badge kind="late" icon={<TriangleAlert size={15} aria-hidden />}>
              {say.conflicts(day.conflicts)}
            </Badge>
          )}
        </DayBar>
      }
      side={
        open &&
        (open.kind === 'party' ? (
          <PartySheet key={open.id} guestId={open.id} onClose={() => setOpen(undefined)} />
        ) : (
          <ReservationSheet
            key={open.id}
            reservationId={open.id}
            fallback={reservations?.find(({ id }) => id === open.id)}
            onClose={() => setOpen(undefined)}
          />
        ))
      }
    >
      {found.state !== 'shown' && <DayState day={found} />}
      {found.state === 'shown' && floor.tables.size === 0 && <EmptyState title={say.empty} />}
      {found.state === 'shown' && floor.tables.size > 0 && (
        <DndContext
          sensors={sensors}
          collisionDetection={noCollisions}
          accessibility={{ announcements, screenReaderInstructions: { draggable: say.help } }}
          onDragEnd={drop}
        >
          <TimelineGrid
            day={day}
            now={date === today ? minute : undefined}
            times={times}
            canMove={may('host') && date >= today}
            openId={open?.id}
            onOpen={setOpen}
          />
        </DndContext>
      )}
    </DayPage>
  )
}

const announcements: Announcements = {
  onDragStart: ({ active }) => say.picked((active.data.current as DraggedBar).bar.name),
  onDragOver: () => undefined,
  onDragEnd: ({ active }) => say.dropped((active.data.current as DraggedBar).bar.name),
  onDragCancel: ({ active }) => say.cancelled((active.data.current as DraggedBar).bar.name),
}
