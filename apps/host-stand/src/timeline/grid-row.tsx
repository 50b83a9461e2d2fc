import type { Floor } from '@qtable/domain'
import type { MouseEvent } from 'react'
import { pageWords as words } from '../page-words.ts'
import type { TimeFormats } from '../time/times.ts'
import type { StartBarDrag } from './bar-drag.tsx'
import { TimelineBar } from './timeline-bar.tsx'
import type { Bar, TimelineRow } from './timeline-day.ts'
import styles from './timeline-grid.module.css'
import { lanePx, minutePx, stepMinutes } from './timeline-scale.ts'

const say = words.timeline

/** A free place to book: a table, or none yet, and the time in milliseconds. */
export interface FreePlace {
  tableId: string | null
  at: number
}

/** The row of a table, or of reservations without one: its name, its free time and its bars. */
export function GridRow({
  row,
  floor,
  from,
  top,
  times,
  openId,
  booking,
  onOpen,
  onBook,
  onStartDrag,
}: {
  row: TimelineRow
  floor: Floor
  /** The start of the day, in milliseconds. */
  from: number
  /** In pixels. */
  top: number
  times: TimeFormats
  openId: string | undefined
  booking: FreePlace | undefined
  onOpen: (bar: Pick<Bar, 'kind' | 'id'>) => void
  onBook: ((place: FreePlace) => void) | undefined
  onStartDrag: StartBarDrag | undefined
}) {
  const leftOf = (at: number) => ((at - from) / 60_000) * minutePx

  function book({ clientX, currentTarget }: MouseEvent): void {
    const minutes = (clientX - currentTarget.getBoundingClientRect().left) / minutePx
    onBook?.({ tableId: row.tableId, at: from + Math.floor(minutes / stepMinutes) * stepMinutes * 60_000 })
  }

  return (
    <li className={styles.row} data-blocked={row.isBlocked || undefined} style={{ top, height: row.lanes * lanePx }}>
      <RowName row={row} />
      {onBook && (
        <button
          type="button"
          className={styles.free}
          // With the keyboard, booking is done on the reservations page; here it moves from bar to bar.
          tabIndex={-1}
          aria-label={row.tableId === null ? say.book : say.bookAt(row.number)}
          onClick={book}
        />
      )}
      {booking && (
        <span className={styles.booking} data-open style={{ left: leftOf(booking.at), width: 60 * minutePx }} />
      )}
      {row.bars.map((bar) => (
        <TimelineBar
          key={bar.key}
          bar={bar}
          floor={floor}
          tableId={row.tableId}
          left={leftOf(bar.from)}
          width={leftOf(bar.until) - leftOf(bar.from)}
          number={row.number}
          times={times}
          isOpen={bar.id === openId}
          onOpen={onOpen}
          onStartDrag={onStartDrag}
        />
      ))}
    </li>
  )
}

function RowName({ row }: { row: TimelineRow }) {
  return (
    <span className={styles.table} style={{ borderLeftColor: row.sectionColor ?? 'transparent' }}>
      {row.tableId === null ? (
        <span className={styles.unplanned}>{say.unplanned}</span>
      ) : (
        <>
          <span className={styles.number}>{row.number}</span>
          <span className={styles.capacity}>{row.isBlocked ? say.blocked : words.floor.seats(row.capacity)}</span>
        </>
      )}
    </span>
  )
}
