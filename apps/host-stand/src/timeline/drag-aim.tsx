import { type Active, type DragMoveEvent, useDndMonitor } from '@dnd-kit/core'
import { useState } from 'react'
import type { Times } from '../time/times.ts'
import { classes } from '../ui/button.tsx'
import { words } from '../words.ts'
import { type Aim, aimOf, type Held } from './bar-move.ts'
import styles from './drag-aim.module.css'
import { headPx, minutePx, tops } from './timeline-scale.ts'
import type { Day } from './timeline-view.ts'

const say = words.timeline

/** Where the bar that is dragged would come to lie, and what is in its way there. */
export function DragAim({ day, times, heldOf }: { day: Day; times: Times; heldOf: (active: Active) => Held }) {
  const [aim, setAim] = useState<Aim>()
  const end = () => setAim(undefined)
  useDndMonitor({
    onDragMove({ active, delta }: DragMoveEvent) {
      const next = aimOf(day, heldOf(active), delta)
      // Every pixel comes by here; the place changes with quarters and rows.
      setAim((last) => (next && last && isSame(next, last) ? last : next))
    },
    onDragEnd: end,
    onDragCancel: end,
  })
  return (
    <>
      {/* Read out as keys carry the bar; there from the start, or nobody would listen to it. */}
      <p className="visually-hidden" role="status">
        {aim && sayOf(aim, times)}
      </p>
      {aim && <Place aim={aim} day={day} times={times} />}
    </>
  )
}

function Place({ aim, day, times }: { aim: Aim; day: Day; times: Times }) {
  const { rowIndex, from, until, obstacle } = aim
  return (
    <div
      aria-hidden
      className={classes(styles.aim, rowIndex === 0 && styles.under)}
      data-refused={obstacle ? true : undefined}
      style={{
        left: ((from - day.from) / 60_000) * minutePx,
        width: ((until - from) / 60_000) * minutePx,
        top: headPx + (tops(day.rows)[rowIndex] ?? 0) + 2,
      }}
    >
      <span className={styles.says}>{sayOf(aim, times)}</span>
    </div>
  )
}

function sayOf(aim: Aim, times: Times): string {
  const place = placeOf(aim, times)
  if (!aim.obstacle) return place
  return `${place}: ${aim.obstacle.kind === 'taken' ? say.takenBy(aim.obstacle.name) : say.onlySeats(aim.obstacle.seats)}`
}

/** A place of the day as it is said: its time, and which table. A party that sits has no time to choose. */
export function placeOf({ kind, row: { tableId, number }, from }: Aim, times: Times): string {
  if (kind === 'party' && tableId !== null) return words.common.table(number).toLocaleLowerCase()
  const at = times.clock(from)
  return tableId === null ? say.timeOnly(at) : say.timeAt(at, number)
}

function isSame(a: Aim, b: Aim): boolean {
  return a.rowIndex === b.rowIndex && a.from === b.from && a.row === b.row
}
