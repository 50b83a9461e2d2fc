import { AlarmClock, Ban, BrushCleaning, CalendarClock, Hourglass } from 'lucide-react'
import { memo } from 'react'
import { type FaceText, faceTextOf } from './face-text.ts'
import styles from './table.module.css'
import { labelOf } from './table-label.ts'
import { outlineOf, seatsAround } from './table-outline.ts'
import { fractionOf, type TableView } from './table-view.ts'

/** The drawing of one table around its centre. Renders again only when its view changes. */
export const TableFace = memo(function TableFace({
  view,
  scale,
  nextTime,
}: {
  view: TableView
  scale: number
  /** When the table is needed next; empty if it is not. */
  nextTime: string
}) {
  const label = labelOf(view.table, scale)
  const text = faceTextOf(view, label, nextTime)
  return (
    <>
      <TableDrawing view={view} scale={scale} />
      <span
        className={styles.label}
        data-inline={label.isInline || undefined}
        style={{ maxWidth: label.width, fontSize: label.numberPx }}
      >
        {/* A space between the lines: without it a screen reader would join their words. */}
        <span className={styles.number}>{text.number}</span> <Lines view={view} text={text} isWide={label.width > 58} />
      </span>
      {text.flag && <span className={styles.flag}>{text.flag}</span>}
    </>
  )
})

/** What the drawing of a table depends on. */
export type DrawnTable = Pick<TableView, 'state' | 'seatsFilled' | 'minutes' | 'turnMinutes'> & {
  table: Pick<TableView['table'], 'shape' | 'size' | 'rotation' | 'capacity'>
}

/** The outline, seats and ring of a table, in its rotation. */
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
          // Seats are only identified by their index.
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

function Lines({ view, text, isWide }: { view: TableView; text: FaceText; isWide: boolean }) {
  switch (view.state) {
    case 'seated':
      return (
        <>
          {text.line && <span className={styles.line}>{text.line}</span>}{' '}
          {text.minutes && (
            <span className={styles.minutes}>
              {view.urgency === 'late' && <AlarmClock size={12} strokeWidth={2.5} aria-hidden />}
              {view.urgency === 'soon' && <Hourglass size={12} strokeWidth={2.5} aria-hidden />}
              {text.minutes}
              {text.course && ` · ${text.course}`}
            </span>
          )}{' '}
        </>
      )
    case 'free':
    case 'held':
      return (
        text.line && (
          <span className={styles.line}>
            {isWide && view.nextId !== null && <CalendarClock size={12} aria-hidden />}
            {text.line}
          </span>
        )
      )
    case 'cleaning':
      return (
        <span className={styles.line}>
          <BrushCleaning size={14} aria-hidden />
        </span>
      )
    case 'blocked':
      return (
        <span className={styles.line}>
          <Ban size={13} aria-hidden />
          {text.line}
        </span>
      )
  }
}
