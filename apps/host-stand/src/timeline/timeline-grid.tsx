import { type RefObject, useCallback, useEffect, useRef } from 'react'
import type { TimeFormats } from '../time/times.ts'
import { BarDrag, type StartBarDrag } from './bar-drag.tsx'
import type { DropTarget } from './bar-drop.ts'
import { GridHead } from './grid-head.tsx'
import { type FreePlace, GridRow } from './grid-row.tsx'
import { openAt } from './open-at.ts'
import type { Bar, TimelineDay } from './timeline-day.ts'
import styles from './timeline-grid.module.css'
import { headPx, lanePx, minutePx, namePx, tops } from './timeline-scale.ts'
import { useVisibleRows } from './use-visible-rows.ts'

/** How much of the past is visible when the timeline opens. */
const beforeNowPx = 120

/** The rows of a day under its hours. It opens at the current time. */
export function TimelineGrid({
  day,
  isSpread,
  onSpread,
  now,
  times,
  openId,
  onOpen,
  onBook,
  onDrop,
  booking,
}: {
  day: TimelineDay
  /** Whether many reservations without a table are shown one by one. */
  isSpread: boolean
  onSpread: (isSpread: boolean) => void
  /** Undefined on other days. */
  now: number | undefined
  times: TimeFormats
  openId: string | undefined
  onOpen: (bar: Pick<Bar, 'kind' | 'id'>) => void
  /** Called for a tap on the free time of a table; undefined if nothing can be booked. */
  onBook: ((place: FreePlace) => void) | undefined
  /** Called after a bar was dragged; undefined if nothing can be moved. */
  onDrop: ((bar: Bar, target: DropTarget) => void) | undefined
  /** The place being booked. */
  booking: FreePlace | undefined
}) {
  const frame = useRef<HTMLDivElement>(null)
  const drag = useRef<StartBarDrag>(undefined)
  const startDrag = useCallback<StartBarDrag>((...given) => drag.current?.(...given), [])
  const { from, until, rows } = day
  const rowTops = tops(rows)
  const height = rows.reduce((sum, { lanes }) => sum + lanes * lanePx, 0)
  const leftOf = (at: number) => ((at - from) / 60_000) * minutePx
  const visible = useVisibleRows(frame, rows)
  useScroll(frame, {
    firstLeft: (width) => leftOf(now ?? openAt(day, ((width - namePx - beforeNowPx) / minutePx) * 60_000)),
    openId,
  })

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
        <GridHead day={day} now={now} times={times} />
        <ul>
          {visible.map((index) => {
            const row = rows[index]
            return (
              row && (
                <GridRow
                  key={row.tableId ?? ''}
                  row={row}
                  isSpread={isSpread}
                  onSpread={onSpread}
                  floor={day.floor}
                  from={from}
                  top={headPx + (rowTops[index] ?? 0)}
                  times={times}
                  openId={openId}
                  booking={booking?.tableId === row.tableId ? booking : undefined}
                  onOpen={onOpen}
                  onBook={onBook}
                  onStartDrag={onDrop && startDrag}
                />
              )
            )
          })}
        </ul>
        {onDrop && <BarDrag day={day} times={times} start={drag} onDrop={onDrop} />}
      </div>
    </div>
  )
}

function useScroll(
  frame: RefObject<HTMLElement | null>,
  { firstLeft, openId }: { firstLeft: (width: number) => number; openId: string | undefined },
): void {
  const opened = useRef(firstLeft)
  useEffect(() => {
    const width = frame.current?.clientWidth ?? 0
    frame.current?.scrollTo({ left: Math.max(0, opened.current(width) - beforeNowPx) })
  }, [frame])

  // The opening sheet takes some width: scroll so that its bar stays visible.
  useEffect(() => {
    if (openId === undefined) return
    const one = frame.current?.querySelector('[aria-expanded="true"], [data-open]')
    one?.scrollIntoView({ block: 'nearest', inline: 'nearest' })
  }, [frame, openId])
}
