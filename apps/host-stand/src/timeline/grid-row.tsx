import type { Floor } from '@qtable/domain'
import { ChevronDown } from 'lucide-react'
import type { MouseEvent } from 'react'
import { pageWords as words } from '../page-words.ts'
import type { TimeFormats } from '../time/times.ts'
import type { StartBarDrag } from './bar-drag.tsx'
import { TimelineBar } from './timeline-bar.tsx'
import { type Bar, isCrowded, type TimelineRow } from './timeline-day.ts'
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
  isSpread,
  onSpread,
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
  isSpread: boolean
  onSpread: (isSpread: boolean) => void
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
      <RowName row={row} isSpread={isSpread} onSpread={onSpread} />
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
      {row.isCollapsed && <HourCounts row={row} leftOf={leftOf} onSpread={() => onSpread(true)} />}
      {(row.isCollapsed ? [] : row.bars).map((bar) => (
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

const hourMs = 3_600_000

// The parties of a collapsed row, by the hour they come.
function HourCounts({
  row,
  leftOf,
  onSpread,
}: {
  row: TimelineRow
  leftOf: (at: number) => number
  onSpread: () => void
}) {
  const hours = Map.groupBy(row.bars, (bar) => Math.floor(bar.from / hourMs) * hourMs)
  return [...hours].map(([hour, bars]) => (
    <button
      key={hour}
      type="button"
      className={styles.hourCount}
      // With the keyboard, the button at the beginning of the row does it.
      tabIndex={-1}
      style={{ left: leftOf(hour) }}
      onClick={onSpread}
    >
      {say.parties(bars.length)}
    </button>
  ))
}

function RowName({
  row,
  isSpread,
  onSpread,
}: {
  row: TimelineRow
  isSpread: boolean
  onSpread: (isSpread: boolean) => void
}) {
  return (
    <span className={styles.table} style={{ borderLeftColor: row.sectionColor ?? 'transparent' }}>
      {row.tableId === null ? (
        isCrowded(row) || row.isCollapsed ? (
          <button type="button" className={styles.spread} aria-expanded={isSpread} onClick={() => onSpread(!isSpread)}>
            {say.unplanned}
            <ChevronDown size={16} aria-hidden />
          </button>
        ) : (
          <span className={styles.unplanned}>{say.unplanned}</span>
        )
      ) : (
        <>
          <span className={styles.number}>{row.number}</span>
          <span className={styles.capacity}>{row.isBlocked ? say.blocked : words.floor.seats(row.capacity)}</span>
        </>
      )}
    </span>
  )
}
