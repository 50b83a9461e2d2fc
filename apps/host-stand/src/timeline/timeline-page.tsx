import type { Reservation } from '@qtable/domain'
import { TriangleAlert } from 'lucide-react'
import { useMemo, useState } from 'react'
import { useAct } from '../commands/use-act.ts'
import { EmptyFloor } from '../floor/empty-floor.tsx'
import { isOfYesterday } from '../floor/yesterdays.ts'
import { pageWords as words } from '../page-words.ts'
import { PartySheet } from '../parties/party-sheet.tsx'
import { useMay } from '../people/use-may.ts'
import type { Booking } from '../reservations/booking.ts'
import { DayBar } from '../reservations/day-bar.tsx'
import { todayOf } from '../reservations/day-list.ts'
import { DayPage } from '../reservations/day-page.tsx'
import { DayState } from '../reservations/day-state.tsx'
import { NewBooking } from '../reservations/new-booking.tsx'
import { ReservationSheet } from '../reservations/reservation-sheet.tsx'
import { useDay } from '../reservations/use-day.ts'
import { useOpenFloor } from '../session/client-hooks.ts'
import { instantAt, timeOf } from '../time/local-time.ts'
import { useNow } from '../time/now.ts'
import { useTimes } from '../time/times.ts'
import { Badge } from '../ui/badge.tsx'
import { type DropTarget, moveCommand } from './bar-drop.ts'
import { targetWords } from './drop-preview.tsx'
import type { FreePlace } from './grid-row.tsx'
import { type Bar, collapseUnplanned, timelineDay } from './timeline-day.ts'
import { TimelineGrid } from './timeline-grid.tsx'

const say = words.timeline
type Open = Pick<Bar, 'kind' | 'id'> | ({ kind: 'book'; id: string; given: Partial<Booking> } & FreePlace)

/** Tables × time for one day: bookings and seated parties, to be moved to another table or time. */
export function TimelinePage() {
  const floor = useOpenFloor()
  const times = useTimes()
  const now = useNow()
  const { actOne } = useAct()
  const may = useMay()
  const today = todayOf(floor, now)
  const [picked, setDate] = useState<string>()
  const [open, setOpen] = useState<Open>()
  const date = picked ?? today
  const found = useDay(date, today)
  const reservations = found.state === 'shown' ? found.reservations : undefined
  const minute = Math.floor(now / 60_000) * 60_000
  const [isSpread, setSpread] = useState(false)
  const whole = useMemo(() => {
    const noon = Date.parse(instantAt(date, '12:00', floor.restaurant))
    return timelineDay(floor, { reservations: reservations ?? [], isToday: date === today, now: minute, noon })
  }, [floor, reservations, date, today, minute])

  const day = useMemo(() => (isSpread ? whole : collapseUnplanned(whole)), [whole, isSpread])

  function drop(bar: Bar, target: DropTarget) {
    const move = moveCommand(bar, target)
    if (move) actOne(move, say.moved({ name: bar.name, where: targetWords(target, times) }))
  }

  function isYesterdays(id: string): boolean {
    const guest = floor.guests.get(id)
    return guest !== undefined && isOfYesterday(guest, floor.restaurant, minute)
  }

  const canBook = may('host') && date >= today

  function book({ tableId, at }: FreePlace) {
    const time = timeOf(new Date(at).toISOString(), floor.restaurant.timezone)
    const tableIds = tableId === null ? [] : [tableId]
    setOpen({ kind: 'book', id: `${tableId} ${at}`, tableId, at, given: { time, tableIds } })
  }

  // A party that has sat since yesterday counts for yesterday.
  const covers = day.rows.flatMap(({ bars }) => bars.filter(({ id }) => !isYesterdays(id)))
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
          summary={say.summary({ parties: people.size, covers: total })}
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
            onCorrected={found.state === 'shown' ? found.reload : undefined}
            onClose={() => setOpen(undefined)}
          />
        )
      }
    >
      {found.state !== 'shown' && <DayState day={found} />}
      {found.state === 'shown' && floor.tables.size === 0 && <EmptyFloor />}
      {found.state === 'shown' && floor.tables.size > 0 && (
        <TimelineGrid
          // Each day opens at its own hours.
          key={date}
          day={day}
          isSpread={isSpread}
          onSpread={setSpread}
          now={date === today ? minute : undefined}
          times={times}
          openId={open?.id}
          booking={open?.kind === 'book' ? open : undefined}
          onOpen={setOpen}
          onBook={canBook ? book : undefined}
          onDrop={canBook ? drop : undefined}
        />
      )}
    </DayPage>
  )
}

function OpenSheet({
  open,
  date,
  fallback,
  onCorrected,
  onClose,
}: {
  open: Open
  date: string
  fallback: Reservation | undefined
  onCorrected: (() => void) | undefined
  onClose: () => void
}) {
  switch (open.kind) {
    case 'party':
      return <PartySheet guestId={open.id} onClose={onClose} />
    case 'reservation':
      return (
        <ReservationSheet reservationId={open.id} fallback={fallback} onCorrected={onCorrected} onClose={onClose} />
      )
    case 'book':
      return <NewBooking date={date} given={open.given} onClose={onClose} />
  }
}
