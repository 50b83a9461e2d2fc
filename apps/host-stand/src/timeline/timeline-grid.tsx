import { useEffect, useRef } from 'react'
import type { Times } from '../stand/times.ts'
import { words } from '../words.ts'
import styles from './timeline.module.css'
import { TimelineBar } from './timeline-bar.tsx'
import { headPx, lanePx, minutePx, tops } from './timeline-scale.ts'
import type { Bar, Day } from './timeline-view.ts'

/** What a bar carries while it is dragged. */
export interface DraggedBar {
  bar: Bar
  rowIndex: number
}

const hourMs = 3_600_000

/** The rows of a day under its hours. It opens where the day is now. */
export function TimelineGrid({
  day,
  now,
  times,
  canMove,
  openId,
  onOpen,
}: {
  day: Day
  /** Undefined on other days. */
  now: number | undefined
  times: Times
  canMove: boolean
  openId: string | undefined
  onOpen: (bar: Pick<Bar, 'kind' | 'id'>) => void
}) {
  const frame = useRef<HTMLDivElement>(null)
  const { from, until, rows } = day
  const leftOf = (at: number) => ((at - from) / 60_000) * minutePx
  const hours = Array.from({ length: Math.round((until - from) / hourMs) }, (_, i) => from + i * hourMs)
  const rowTops = tops(rows)
  const height = rows.reduce((sum, { lanes }) => sum + lanes * lanePx, 0)
  const first = now ?? Math.min(until, ...rows.flatMap(({ bars }) => bars.map((bar) => bar.from)))
  const firstLeft = leftOf(first)

  const opened = useRef(firstLeft)
  useEffect(() => {
    frame.current?.scrollTo({ left: Math.max(0, opened.current - 120) })
  }, [])

  return (
    <div ref={frame} className={styles.frame}>
      <div
        className={styles.grid}
        style={{ width: leftOf(until), height: height + headPx, backgroundSize: `${60 * minutePx}px 100%` }}
      >
        <div className={styles.head} aria-hidden>
          {hours.map((hour) => (
            <span key={hour} className={styles.hour} style={{ left: leftOf(hour) }}>
              {times.clock(hour)}
            </span>
          ))}
        </div>
        {now !== undefined && (
          <div className={styles.now} style={{ left: leftOf(now) }}>
            <span className={styles.nowText}>{times.clock(now)}</span>
          </div>
        )}
        <ul>
          {rows.map((row, rowIndex) => (
            <li
              key={row.tableId ?? ''}
              className={styles.row}
              style={{ top: headPx + (rowTops[rowIndex] ?? 0), height: row.lanes * lanePx }}
            >
              <span className={styles.table} style={{ borderLeftColor: row.sectionColor ?? 'transparent' }}>
                {row.tableId === null ? (
                  <span className={styles.unplanned}>{words.timeline.unplanned}</span>
                ) : (
                  <>
                    <span className={styles.number}>{row.number}</span>
                    <span className={styles.capacity}>{words.floor.seats(row.capacity)}</span>
                  </>
                )}
              </span>
              {row.bars.map((bar) => (
                <TimelineBar
                  key={bar.key}
                  bar={bar}
                  rowIndex={rowIndex}
                  left={leftOf(bar.from)}
                  width={leftOf(bar.until) - leftOf(bar.from)}
                  number={row.number}
                  times={times}
                  canMove={canMove}
                  isOpen={bar.id === openId}
                  onOpen={onOpen}
                />
              ))}
            </li>
          ))}
        </ul>
      </div>
    </div>
  )
}
