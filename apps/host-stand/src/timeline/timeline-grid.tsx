import { useCallback, useEffect, useRef } from 'react'
import type { Times } from '../time/times.ts'
import { words } from '../words.ts'
import { BarDrag, type StartBarDrag } from './bar-drag.tsx'
import type { DropTarget } from './bar-drop.ts'
import { TimelineBar } from './timeline-bar.tsx'
import type { Bar, TimelineDay } from './timeline-day.ts'
import styles from './timeline-grid.module.css'
import { headPx, lanePx, minutePx, stepMinutes, tops } from './timeline-scale.ts'

const say = words.timeline
const hourMs = 3_600_000
const labelPx = 46

/** Where somebody could be booked: a table, or none yet, and when, in milliseconds. */
export interface FreePlace {
  tableId: string | null
  at: number
}

/** The rows of a day under its hours. It opens where the day is now. */
export function TimelineGrid({
  day,
  now,
  times,
  openId,
  onOpen,
  onBook,
  onDrop,
  booking,
}: {
  day: TimelineDay
  /** Undefined on other days. */
  now: number | undefined
  times: Times
  openId: string | undefined
  onOpen: (bar: Pick<Bar, 'kind' | 'id'>) => void
  /** A tap on the free time of a table; undefined where nothing can be booked. */
  onBook: ((place: FreePlace) => void) | undefined
  /** A bar that was dragged somewhere; undefined where nothing can be moved. */
  onDrop: ((bar: Bar, target: DropTarget) => void) | undefined
  /** What is being booked now. */
  booking: FreePlace | undefined
}) {
  const frame = useRef<HTMLDivElement>(null)
  const take = useRef<StartBarDrag>(undefined)
  const grab = useCallback<StartBarDrag>((...given) => take.current?.(...given), [])
  const { from, until, rows } = day
  const leftOf = (at: number) => ((at - from) / 60_000) * minutePx
  const hours = Array.from({ length: Math.round((until - from) / hourMs) }, (_, i) => from + i * hourMs)
  const rowTops = tops(rows)
  const height = rows.reduce((sum, { lanes }) => sum + lanes * lanePx, 0)
  const first = now ?? Math.min(until, ...rows.flatMap(({ bars }) => bars.map((bar) => bar.from)))
  const firstLeft = leftOf(first)

  // The present time stands in the same line.
  const isReadable = (hour: number) => now === undefined || Math.abs(leftOf(hour) - leftOf(now)) > labelPx

  const opened = useRef(firstLeft)
  useEffect(() => {
    frame.current?.scrollTo({ left: Math.max(0, opened.current - 120) })
  }, [])

  // The sheet that opens takes a part of the width: what it is about stays to be seen.
  useEffect(() => {
    if (openId === undefined) return
    const one = frame.current?.querySelector('[aria-expanded="true"], [data-open]')
    one?.scrollIntoView({ block: 'nearest', inline: 'nearest' })
  }, [openId])

  return (
    <div ref={frame} className={styles.frame}>
      <div
        className={styles.grid}
        style={{
          width: leftOf(until),
          height: height + headPx,
          backgroundSize: `${60 * minutePx}px 100%, ${30 * minutePx}px 100%`,
        }}
      >
        {now !== undefined && <div className={styles.now} style={{ left: leftOf(now) }} />}
        <div className={styles.head} aria-hidden>
          {hours.filter(isReadable).map((hour) => (
            <span key={hour} className={styles.hour} style={{ left: leftOf(hour) }}>
              {times.clock(hour)}
            </span>
          ))}
          {now !== undefined && (
            <span className={styles.nowText} style={{ left: leftOf(now) }}>
              {times.clock(now)}
            </span>
          )}
          <span className={styles.corner} />
        </div>
        <ul>
          {rows.map((row, rowIndex) => (
            <li
              key={row.tableId ?? ''}
              className={styles.row}
              data-blocked={row.isBlocked || undefined}
              style={{ top: headPx + (rowTops[rowIndex] ?? 0), height: row.lanes * lanePx }}
            >
              <span className={styles.table} style={{ borderLeftColor: row.sectionColor ?? 'transparent' }}>
                {row.tableId === null ? (
                  <span className={styles.unplanned}>{say.unplanned}</span>
                ) : (
                  <>
                    <span className={styles.number}>{row.number}</span>
                    <span className={styles.capacity}>
                      {row.isBlocked ? say.blocked : words.floor.seats(row.capacity)}
                    </span>
                  </>
                )}
              </span>
              {onBook && (
                <button
                  type="button"
                  className={styles.free}
                  // Keys book on the page of the reservations; here they go from bar to bar.
                  tabIndex={-1}
                  aria-label={row.tableId === null ? say.book : say.bookAt(row.number)}
                  onClick={({ clientX, currentTarget }) => {
                    const minutes = (clientX - currentTarget.getBoundingClientRect().left) / minutePx
                    onBook({
                      tableId: row.tableId,
                      at: from + Math.floor(minutes / stepMinutes) * stepMinutes * 60_000,
                    })
                  }}
                />
              )}
              {booking && booking.tableId === row.tableId && (
                <span className={styles.booking} data-open style={{ left: leftOf(booking.at), width: 60 * minutePx }} />
              )}
              {row.bars.map((bar) => (
                <TimelineBar
                  key={bar.key}
                  bar={bar}
                  tableId={row.tableId}
                  left={leftOf(bar.from)}
                  width={leftOf(bar.until) - leftOf(bar.from)}
                  number={row.number}
                  times={times}
                  isOpen={bar.id === openId}
                  onOpen={onOpen}
                  onTake={onDrop && grab}
                />
              ))}
            </li>
          ))}
        </ul>
        {onDrop && <BarDrag day={day} times={times} take={take} onDrop={onDrop} />}
      </div>
    </div>
  )
}
