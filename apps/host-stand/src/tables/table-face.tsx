import { AlarmClock, Ban, BrushCleaning, CalendarClock, Hourglass } from 'lucide-react'
import { memo } from 'react'
import { classes } from '../ui/button.tsx'
import type { FaceText } from './face-text.ts'
import styles from './table.module.css'
import { outlineOf, seatsAround } from './table-outline.ts'
import { fractionOf, type TableView } from './table-view.ts'

/** The drawing of one table around its centre. Renders again only when its view changes. */
export const TableFace = memo(function TableFace({
  view,
  scale,
  text,
}: {
  view: TableView
  scale: number
  text: FaceText
}) {
  return (
    <>
      <TableDrawing view={view} scale={scale} />
      <span className={styles.label} data-inline={text.isInline || undefined} style={{ fontSize: text.numberPx }}>
        {/* A space between the lines: without it a screen reader would join their words. */}
        <span className={styles.number}>{text.number}</span> <Lines view={view} text={text} />
      </span>
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

function Lines({ view, text }: { view: TableView; text: FaceText }) {
  const style = { maxWidth: text.lineWidth }
  switch (view.state) {
    case 'seated':
      return (
        <>
          {text.line && (
            <span className={styles.line} style={style} dir="auto">
              {text.line}
            </span>
          )}{' '}
          {text.flag && <span className={styles.flag}>{text.flag}</span>}{' '}
          {text.minutes && (
            <span className={classes(styles.minutes, text.isOutside && styles.flag)}>
              {view.urgency === 'late' && <AlarmClock size={12} strokeWidth={2.5} aria-hidden />}
              {view.urgency === 'soon' && <Hourglass size={12} strokeWidth={2.5} aria-hidden />}
              {text.course && `${text.course} · `}
              {text.minutes}
            </span>
          )}{' '}
        </>
      )
    case 'free':
    case 'held':
      return (
        text.line && (
          <span className={styles.line} style={style}>
            {view.nextId !== null && <CalendarClock size={12} aria-hidden />}
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
