import { AlarmClock, Ban, BrushCleaning, CalendarClock, Hourglass } from 'lucide-react'
import { memo } from 'react'
import { words } from '../words.ts'
import { type Label, labelOf } from './label.ts'
import { outlineOf, seatsAround } from './outline.ts'
import styles from './table.module.css'
import { fractionOf, type TableView } from './table-view.ts'

/** The drawing of one table, around its middle. Drawn again only when what it shows changes. */
export const TableFace = memo(function TableFace({
  view,
  scale,
  nextTime,
}: {
  view: TableView
  scale: number
  nextTime: string
}) {
  const { table } = view
  const label = labelOf(table, scale)
  return (
    <>
      <TableDrawing view={view} scale={scale} />
      <span
        className={styles.label}
        data-inline={label.isInline || undefined}
        style={{ maxWidth: label.width, fontSize: label.numberPx }}
      >
        <span className={styles.number}>{table.tableNumber}</span>
        <Lines view={view} label={label} nextTime={nextTime} />
      </span>
      {view.state === 'seated' && nextTime !== '' && label.lines === 2 && (
        <span className={styles.flag}>{nextTime}</span>
      )}
    </>
  )
})

/** What the drawing of a table needs to know. */
export type DrawnTable = Pick<TableView, 'state' | 'seatsFilled' | 'minutes' | 'turnMinutes'> & {
  table: Pick<TableView['table'], 'shape' | 'size' | 'rotation' | 'capacity'>
}

/** Shape, seats and ring of a table, turned as it stands. */
export function TableDrawing({ view, scale }: { view: DrawnTable; scale: number }) {
  const { table } = view
  const width = table.size.width * scale
  const height = table.size.height * scale
  const seatPx = Math.min(9, Math.max(4, 11 * scale))
  const pad = seatPx + 8
  const outline = outlineOf(table.shape, width, height)
  const seats = seatsAround(table.shape, table.capacity, { width, height, gap: seatPx / 2 + 3.5 })
  const seatWidth = Math.min(18, Math.max(6, 22 * scale))
  return (
    <svg
      className={styles.drawing}
      width={width + 2 * pad}
      height={height + 2 * pad}
      viewBox={`${-width / 2 - pad} ${-height / 2 - pad} ${width + 2 * pad} ${height + 2 * pad}`}
      style={{ transform: `translate(-50%, -50%) rotate(${table.rotation}deg)` }}
      aria-hidden
    >
      {seats.map((seat, i) => (
        <rect
          // Seats have no identity but their place.
          key={`${seat.x} ${seat.y}`}
          className={i < view.seatsFilled ? styles.seatFilled : styles.seat}
          x={-seatWidth / 2}
          y={-seatPx / 2}
          width={seatWidth}
          height={seatPx}
          rx={seatPx / 2}
          transform={`translate(${seat.x} ${seat.y}) rotate(${seat.angle})`}
        />
      ))}
      <path className={styles.body} d={outline} />
      {view.state === 'cleaning' && <path className={styles.hatch} d={outline} fill="url(#table-hatch)" />}
      {view.state === 'blocked' && (
        <path
          className={styles.cross}
          d={`M${-width * 0.34} ${-height * 0.34}L${width * 0.34} ${height * 0.34}M${width * 0.34} ${-height * 0.34}L${-width * 0.34} ${height * 0.34}`}
        />
      )}
      {view.state === 'seated' && (
        <path
          className={styles.ring}
          d={outline}
          pathLength={100}
          strokeDasharray={`${Math.round(fractionOf(view) * 1000) / 10} 200`}
        />
      )}
    </svg>
  )
}

function Lines({ view, label, nextTime }: { view: TableView; label: Label; nextTime: string }) {
  const say = words.floor
  if (label.lines === 0) return null
  switch (view.state) {
    case 'seated':
      return (
        <>
          {label.lines === 2 && <span className={styles.line}>{view.partyName}</span>}
          <span className={styles.minutes}>
            {view.tone === 'late' && <AlarmClock size={12} strokeWidth={2.5} aria-hidden />}
            {view.tone === 'soon' && <Hourglass size={12} strokeWidth={2.5} aria-hidden />}
            {label.width < 60 && view.minutes > 99 ? view.minutes : say.minutes(view.minutes)}
            {label.lines === 2 && label.width > 86 && view.course !== null && ` · ${say.course[view.course]}`}
          </span>
        </>
      )
    case 'free':
      return nextTime === '' ? null : (
        <span className={styles.line}>
          {label.width > 58 && <CalendarClock size={12} aria-hidden />}
          {nextTime}
        </span>
      )
    case 'held':
      return <span className={styles.line}>{nextTime || say.short.held}</span>
    case 'cleaning':
      return (
        <span className={styles.line}>
          <BrushCleaning size={13} aria-hidden />
          {label.width > 64 && say.short.cleaning}
        </span>
      )
    case 'blocked':
      return (
        <span className={styles.line}>
          <Ban size={13} aria-hidden />
          {label.width > 70 && say.short.blocked}
        </span>
      )
  }
}
