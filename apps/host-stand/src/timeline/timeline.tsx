import {
  type Active,
  type Announcements,
  DndContext,
  type DragEndEvent,
  KeyboardSensor,
  MouseSensor,
  TouchSensor,
  useSensor,
  useSensors,
} from '@dnd-kit/core'
import type { Reservation } from '@qtable/domain'
import { TriangleAlert } from 'lucide-react'
import { useMemo, useState } from 'react'
import { EmptyFloor } from '../floor/empty-floor.tsx'
import type { Booking } from '../reservations/booking.ts'
import { DayBar } from '../reservations/day-bar.tsx'
import { todayOf } from '../reservations/day-list.ts'
import { DayPage } from '../reservations/day-page.tsx'
import { DayState } from '../reservations/day-state.tsx'
import { instantOf, timeOf } from '../reservations/local-time.ts'
import { NewBooking } from '../reservations/new-booking.tsx'
import { ReservationSheet } from '../reservations/reservation-sheet.tsx'
import { useDay } from '../reservations/use-day.ts'
import { useAct } from '../stand/act.ts'
import { useNow } from '../stand/now.ts'
import { useMay } from '../stand/roles.ts'
import { useFloor } from '../stand/stand.ts'
import { useTimes } from '../stand/times.ts'
import { Badge } from '../ui/badge.tsx'
import { PartySheet } from '../waitlist/party-sheet.tsx'
import { words } from '../words.ts'
import { aimOf, type Held, moveOf } from './bar-move.ts'
import { placeOf } from './drag-aim.tsx'
import { type FreePlace, TimelineGrid } from './timeline-grid.tsx'
import { byQuarters } from './timeline-scale.ts'
import { type Bar, dayOf } from './timeline-view.ts'

const say = words.timeline
const keyboardCodes = { start: ['Space'], cancel: ['Escape'], end: ['Space'] }
const noCollisions = () => []
// Only near the edges: a bar held still over a table is not to run away from it.
const scrolling = { threshold: { x: 0.08, y: 0.08 } }

type Open = Pick<Bar, 'kind' | 'id'> | ({ kind: 'book'; id: string; given: Partial<Booking> } & FreePlace)

/** Tables × time for one day: what is booked and who sits, to be moved to another table or time. */
export function Timeline() {
  const floor = useFloor()
  const times = useTimes()
  const now = useNow()
  const { act } = useAct()
  const may = useMay()
  const today = todayOf(floor, now)
  const [picked, setDate] = useState<string>()
  const [open, setOpen] = useState<Open>()
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
    const held = active.data.current as Held
    const row = day.rows[held.rowIndex]
    const aim = aimOf(day, held, delta)
    const move = row && aim && moveOf(held.bar, { row, aim })
    if (!move) return
    act(move.type, move.payload, say.moved(held.bar.name, placeOf(aim, times)))
  }

  const canBook = may('host') && date >= today

  function book({ tableId, at }: FreePlace) {
    const time = timeOf(new Date(at).toISOString(), floor.restaurant.timezone)
    const tableIds = tableId === null ? [] : [tableId]
    setOpen({ kind: 'book', id: `${tableId} ${at}`, tableId, at, given: { time, tableIds } })
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
        open && (
          <OpenSheet
            key={open.id}
            open={open}
            date={date}
            fallback={reservations?.find(({ id }) => id === open.id)}
            onClose={() => setOpen(undefined)}
          />
        )
      }
    >
      {found.state !== 'shown' && <DayState day={found} />}
      {found.state === 'shown' && floor.tables.size === 0 && <EmptyFloor />}
      {found.state === 'shown' && floor.tables.size > 0 && (
        <DndContext
          sensors={sensors}
          collisionDetection={noCollisions}
          accessibility={{ announcements, screenReaderInstructions: { draggable: say.help } }}
          autoScroll={scrolling}
          onDragEnd={drop}
        >
          <TimelineGrid
            day={day}
            now={date === today ? minute : undefined}
            times={times}
            canMove={canBook}
            openId={open?.id}
            booking={open?.kind === 'book' ? open : undefined}
            onOpen={setOpen}
            onBook={canBook ? book : undefined}
          />
        </DndContext>
      )}
    </DayPage>
  )
}

const announcements: Announcements = {
  onDragStart: ({ active }) => say.picked(nameOf(active)),
  onDragOver: () => undefined,
  onDragEnd: ({ active }) => say.dropped(nameOf(active)),
  onDragCancel: ({ active }) => say.cancelled(nameOf(active)),
}

function nameOf({ data }: Active): string {
  return (data.current as Held).bar.name
}

function OpenSheet({
  open,
  date,
  fallback,
  onClose,
}: {
  open: Open
  date: string
  fallback: Reservation | undefined
  onClose: () => void
}) {
  switch (open.kind) {
    case 'party':
      return <PartySheet guestId={open.id} onClose={onClose} />
    case 'reservation':
      return <ReservationSheet reservationId={open.id} fallback={fallback} onClose={onClose} />
    case 'book':
      return <NewBooking date={date} given={open.given} onClose={onClose} />
  }
}
