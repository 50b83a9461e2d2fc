import { ChevronLeft, ChevronRight } from 'lucide-react'
import type { ReactNode } from 'react'
import { pageWords as words } from '../page-words.ts'
import { dayAfter } from '../time/local-time.ts'
import { useTimes } from '../time/times.ts'
import { Button, classes, IconButton } from '../ui/button.tsx'
import styles from './day-bar.module.css'

const say = words.reservations

/** The day shown and the buttons for other days, with the page's own controls beside them. */
export function DayBar({
  date,
  today,
  onDate,
  summary,
  children,
}: {
  date: string
  today: string
  onDate: (date: string) => void
  summary: string
  children?: ReactNode
}) {
  const times = useTimes()
  const isToday = date === today
  return (
    <header className={styles.bar}>
      <div className={styles.nav}>
        <IconButton
          className={styles.arrow}
          label={say.previousDay}
          icon={<ChevronLeft size={22} aria-hidden />}
          onClick={() => onDate(dayAfter(date, -1))}
        />
        <label className={styles.date}>
          {isToday ? (
            <span className={styles.name}>{say.today}</span>
          ) : (
            <>
              <span className={classes(styles.name, styles.long)}>{times.longDay(date)}</span>
              <span className={classes(styles.name, styles.short)}>{times.shortDay(date)}</span>
            </>
          )}
          <span className={styles.summary}>{isToday ? `${times.shortDay(date)} · ${summary}` : summary}</span>
          <input
            type="date"
            className={styles.input}
            aria-label={say.date}
            value={date}
            onChange={({ target }) => target.value && onDate(target.value)}
            onClick={({ currentTarget }) => currentTarget.showPicker?.()}
          />
        </label>
        <IconButton
          className={styles.arrow}
          label={say.nextDay}
          icon={<ChevronRight size={22} aria-hidden />}
          onClick={() => onDate(dayAfter(date, 1))}
        />
        {!isToday && (
          <Button className={styles.today} onClick={() => onDate(today)}>
            {say.today}
          </Button>
        )}
      </div>
      {children && <div className={styles.rest}>{children}</div>}
    </header>
  )
}
