import { ChevronLeft, ChevronRight, Search } from 'lucide-react'
import type { ReactNode } from 'react'
import { useTimes } from '../stand/times.ts'
import { Button, IconButton } from '../ui/button.tsx'
import { words } from '../words.ts'
import { dayAfter } from './local-time.ts'
import styles from './reservations.module.css'

const say = words.reservations

/** The day that is shown, and the way to others. */
export function DayBar({
  date,
  today,
  onDate,
  query,
  onQuery,
  summary,
  children,
}: {
  date: string
  today: string
  onDate: (date: string) => void
  query?: string
  onQuery?: (query: string) => void
  summary: string
  children?: ReactNode
}) {
  const times = useTimes()
  return (
    <header className={styles.bar}>
      <div className={styles.dayNav}>
        <IconButton
          label={say.previousDay}
          icon={<ChevronLeft size={22} aria-hidden />}
          onClick={() => onDate(dayAfter(date, -1))}
        />
        <label className={styles.date}>
          <span className={styles.dateName}>{date === today ? say.today : times.longDay(date)}</span>
          <span className={styles.summary}>{date === today ? `${times.longDay(date)} · ${summary}` : summary}</span>
          <input
            type="date"
            className={styles.dateInput}
            aria-label={say.date}
            value={date}
            onChange={({ target }) => target.value && onDate(target.value)}
            onClick={({ currentTarget }) => currentTarget.showPicker?.()}
          />
        </label>
        <IconButton
          label={say.nextDay}
          icon={<ChevronRight size={22} aria-hidden />}
          onClick={() => onDate(dayAfter(date, 1))}
        />
        {date !== today && <Button onClick={() => onDate(today)}>{say.today}</Button>}
      </div>
      {onQuery && (
        <label className={styles.search}>
          <Search size={18} aria-hidden />
          <input
            type="search"
            className={styles.searchInput}
            aria-label={say.search}
            placeholder={say.search}
            value={query}
            onChange={({ target }) => onQuery(target.value)}
          />
        </label>
      )}
      {children}
    </header>
  )
}
