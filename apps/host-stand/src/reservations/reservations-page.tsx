import { CalendarPlus, CalendarX, SearchX } from 'lucide-react'
import { useState } from 'react'
import { useAct } from '../stand/act.ts'
import { useNow } from '../stand/now.ts'
import { useMay } from '../stand/roles.ts'
import { useFloor } from '../stand/stand.ts'
import { timesIn } from '../stand/times.ts'
import { Button } from '../ui/button.tsx'
import { EmptyState, ErrorState, Skeleton } from '../ui/states.tsx'
import { words } from '../words.ts'
import { newBooking, payloadOf, timesOfBooking } from './booking.ts'
import { BookingForm } from './booking-form.tsx'
import { DayBar } from './day-bar.tsx'
import { dayListOf, todayOf } from './day-list.ts'
import { DayRows } from './day-rows.tsx'
import { ReservationSheet } from './reservation-sheet.tsx'
import styles from './reservations.module.css'
import { useDay } from './use-day.ts'

const say = words.reservations

type Open = { kind: 'book' } | { kind: 'reservation'; id: string } | undefined

/** The reservations of a day: found, booked, changed, and taken through their evening. */
export function ReservationsPage() {
  const floor = useFloor()
  const { act } = useAct()
  const may = useMay()
  const today = todayOf(floor, useNow())
  const [picked, setDate] = useState<string>()
  const date = picked ?? today
  const [query, setQuery] = useState('')
  const [open, setOpen] = useState<Open>()
  const day = useDay(date, today)
  const all = day.state === 'shown' ? day.reservations : []
  const list = dayListOf(all, query, floor.tables)
  const canBook = may('host') && date >= today
  const close = () => setOpen(undefined)

  function content() {
    if (day.state === 'loading') return <Skeleton />
    if (day.state === 'failed') return <ErrorState title={say.failed} onRetry={day.retry} />
    if (all.length === 0) {
      return (
        <EmptyState icon={<CalendarX size={32} aria-hidden />} title={date < today ? say.emptyPast : say.empty}>
          {canBook && <p className={styles.hint}>{say.emptyHint}</p>}
        </EmptyState>
      )
    }
    if (list.live.length + list.ended.length === 0) {
      return <EmptyState icon={<SearchX size={32} aria-hidden />} title={say.nothingFound(query)} />
    }
    const pickedId = open?.kind === 'reservation' ? open.id : undefined
    return <DayRows list={list} pickedId={pickedId} onOpen={(id) => setOpen({ kind: 'reservation', id })} />
  }

  return (
    <div className={styles.page}>
      <section className={styles.day} aria-label={say.title}>
        <DayBar
          date={date}
          today={today}
          onDate={(next) => setDate(next === today ? undefined : next)}
          query={query}
          onQuery={setQuery}
          summary={say.summary(list.live.length, list.covers)}
        >
          {canBook && (
            <Button kind="next" icon={<CalendarPlus size={20} aria-hidden />} onClick={() => setOpen({ kind: 'book' })}>
              {say.book}
            </Button>
          )}
        </DayBar>
        <div className={styles.scroll}>{content()}</div>
      </section>
      {open && (
        <aside className={styles.side}>
          {open.kind === 'reservation' ? (
            <ReservationSheet
              key={open.id}
              reservationId={open.id}
              fallback={all.find(({ id }) => id === open.id)}
              onClose={close}
            />
          ) : (
            <BookingForm
              title={say.form.bookTitle}
              first={newBooking(date)}
              submitLabel={say.form.bookIt}
              onClose={close}
              onSubmit={(booking) => {
                const { restaurant } = floor
                const startsAt = timesOfBooking(booking, restaurant)?.startsAt ?? ''
                const done = say.done.booked(booking.name.trim(), timesIn(restaurant.timezone).clock(startsAt))
                if (act('reservation.create', payloadOf(booking, restaurant), done).shown.length > 0) close()
              }}
            />
          )}
        </aside>
      )}
    </div>
  )
}
