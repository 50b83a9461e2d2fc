import type { TimeFormats } from '../time/times.ts'
import type { TimelineDay } from './timeline-day.ts'
import styles from './timeline-grid.module.css'
import { minutePx } from './timeline-scale.ts'

const hourMs = 3_600_000
/** The width of a letter of a time, and the space around the text. */
const letterPx = 8
const edgePx = 12

/** The hours of a day and the current time. */
export function GridHead({ day, now, times }: { day: TimelineDay; now: number | undefined; times: TimeFormats }) {
  const { from, until } = day
  const leftOf = (at: number) => ((at - from) / 60_000) * minutePx
  const hours = Array.from({ length: Math.round((until - from) / hourMs) }, (_, i) => from + i * hourMs)
  // The current time is on the same line and covers its neighbours.
  const widthOf = (at: number) => times.clock(at).length * letterPx + edgePx
  const isReadable = (hour: number) =>
    now === undefined || leftOf(hour) + widthOf(hour) < leftOf(now) || leftOf(now) + widthOf(now) < leftOf(hour)
  return (
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
  )
}
