import type { Reservation } from '@qtable/domain'
import { CalendarPlus, CalendarX, ListChecks, SearchX } from 'lucide-react'
import { useState } from 'react'
import { pageWords as words } from '../page-words.ts'
import { useMay } from '../people/use-may.ts'
import { useOpenFloor } from '../session/client-hooks.ts'
import { useNow } from '../time/now.ts'
import { useTimes } from '../time/times.ts'
import { Button, IconButton } from '../ui/button.tsx'
import { Sheet } from '../ui/sheet.tsx'
import { EmptyState } from '../ui/states.tsx'
import { DayBar } from './day-bar.tsx'
import { dayListOf, todayOf } from './day-list.ts'
import { DayOverview } from './day-overview.tsx'
import { DayPage } from './day-page.tsx'
import { DayRows, FoundRows } from './day-rows.tsx'
import { DaySearch } from './day-search.tsx'
import { DayState } from './day-state.tsx'
import { NewBooking } from './new-booking.tsx'
import { ReservationSheet } from './reservation-sheet.tsx'
import styles from './reservations-page.module.css'
import { useDay } from './use-day.ts'
import { useFound } from './use-found.ts'

const say = words.reservations

type Open = { kind: 'book' } | { kind: 'overview' } | { kind: 'reservation'; id: string } | undefined

/** The reservations of a day: search, book, change, and follow them through the service. */
export function ReservationsPage() {
  const floor = useOpenFloor()
  const may = useMay()
  const now = useNow()
  const times = useTimes()
  const today = todayOf(floor, now)
  const [picked, setDate] = useState<string>()
  const date = picked ?? today
  const [query, setQuery] = useState('')
  const [open, setOpen] = useState<Open>()
  const day = useDay(date, today)
  const all = day.state === 'shown' ? day.reservations : []
  const onCorrected = day.state === 'shown' ? day.reload : undefined
  const list = dayListOf(all)
  const wanted = query.trim()
  const isSearching = wanted !== ''
  const { reservations: found, since } = useFound(wanted, today)
  const searchedSince = since === undefined ? undefined : times.shortDay(since)
  const minute = date === today ? Math.floor(now / 60_000) * 60_000 : undefined
  const canBook = may('host') && date >= today
  const openOne = (id: string) => setOpen({ kind: 'reservation', id })

  function show(next: string): void {
    setDate(next === today ? undefined : next)
    if (open?.kind === 'reservation') setOpen(undefined)
  }

  function content() {
    const pickedId = open?.kind === 'reservation' ? open.id : undefined
    if (isSearching && found.length > 0) {
      return <FoundRows found={found} today={today} now={now} pickedId={pickedId} onOpen={openOne} />
    }
    if (isSearching)
      return <EmptyState icon={<SearchX size={32} aria-hidden />} title={nothingFound(wanted, searchedSince)} />
    if (day.state !== 'shown') return <DayState day={day} />
    if (all.length === 0) return <EmptyDay isPast={date < today} canBook={canBook} />
    return <DayRows list={list} now={minute} pickedId={pickedId} onOpen={openOne} />
  }

  return (
    <DayPage
      label={say.title}
      isResting={open === undefined}
      side={daySide({
        open,
        all: isSearching ? found : all,
        shown: all,
        date,
        now: minute,
        onOpen: openOne,
        onCorrected,
        onClose: () => setOpen(undefined),
      })}
      bar={
        <DayBar
          date={date}
          today={today}
          onDate={show}
          summary={isSearching ? searchSummary(found.length, searchedSince) : summaryOf(list)}
        >
          <DaySearch query={query} onQuery={setQuery} />
          {all.length > 0 && (
            <IconButton
              kind="plain"
              className={styles.glance}
              label={say.overview.title}
              icon={<ListChecks size={20} aria-hidden />}
              onClick={() => setOpen({ kind: 'overview' })}
            />
          )}
          {canBook && (
            <Button
              kind={open?.kind === 'book' ? 'plain' : 'next'}
              className={styles.book}
              icon={<CalendarPlus size={20} aria-hidden />}
              onClick={() => setOpen({ kind: 'book' })}
            >
              {say.book}
            </Button>
          )}
        </DayBar>
      }
    >
      <div className={styles.scroll}>{content()}</div>
    </DayPage>
  )
}

function EmptyDay({ isPast, canBook }: { isPast: boolean; canBook: boolean }) {
  return (
    <EmptyState icon={<CalendarX size={32} aria-hidden />} title={isPast ? say.emptyPast : say.empty}>
      {canBook && <p>{say.emptyHint}</p>}
    </EmptyState>
  )
}

/** The sheet beside the day; none on an empty day. */
function daySide({
  open,
  all,
  shown,
  date,
  now,
  onOpen,
  onCorrected,
  onClose,
}: {
  open: Open
  all: readonly Reservation[]
  /** Those of the day. */
  shown: readonly Reservation[]
  date: string
  now: number | undefined
  onOpen: (id: string) => void
  onCorrected: (() => void) | undefined
  onClose: () => void
}) {
  const overview = <DayOverview reservations={shown} now={now} onOpen={onOpen} />
  switch (open?.kind) {
    case 'reservation': {
      const fallback = all.find(({ id }) => id === open.id)
      return (
        <ReservationSheet
          key={open.id}
          reservationId={open.id}
          fallback={fallback}
          onCorrected={onCorrected}
          onClose={onClose}
        />
      )
    }
    case 'book':
      return <NewBooking date={date} onClose={onClose} />
    case 'overview':
      return (
        <Sheet title={say.overview.title} onClose={onClose}>
          {overview}
        </Sheet>
      )
    case undefined:
      return (
        shown.length > 0 && (
          <section className={styles.overview} aria-label={say.overview.title}>
            <h2>{say.overview.title}</h2>
            {overview}
          </section>
        )
      )
  }
}

function searchSummary(count: number, since: string | undefined): string {
  return since === undefined ? say.searchedAhead(count) : say.searchedSince({ count, since })
}

function nothingFound(query: string, since: string | undefined): string {
  return since === undefined ? say.nothingFoundAhead(query) : say.nothingFoundSince({ query, since })
}

function summaryOf({ live, covers }: { live: readonly Reservation[]; covers: number }): string {
  return live.length === 0 ? say.nothingBooked : say.summary({ count: live.length, covers })
}
