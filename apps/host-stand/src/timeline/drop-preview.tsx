import { type Active, type DragMoveEvent, useDndMonitor } from '@dnd-kit/core'
import { useState } from 'react'
import type { Times } from '../time/times.ts'
import { classes } from '../ui/button.tsx'
import { words } from '../words.ts'
import { type DropTarget, dropTargetOf, type HeldBar } from './bar-drop.ts'
import styles from './drop-preview.module.css'
import type { TimelineDay } from './timeline-day.ts'
import { headPx, minutePx, tops } from './timeline-scale.ts'

const say = words.timeline

/** Shows where a dragged bar would be dropped, and what is in the way. */
export function DropPreview({
  day,
  times,
  heldOf,
}: {
  day: TimelineDay
  times: Times
  heldOf: (active: Active) => HeldBar
}) {
  const [target, setAim] = useState<DropTarget>()
  const end = () => setAim(undefined)
  useDndMonitor({
    onDragMove({ active, delta }: DragMoveEvent) {
      const next = dropTargetOf(day, heldOf(active), delta)
      // Called for every pixel; the place only changes by quarter hours and rows.
      setAim((last) => (next && last && isSame(next, last) ? last : next))
    },
    onDragEnd: end,
    onDragCancel: end,
  })
  return (
    <>
      {/* Read out when keys move the bar; rendered from the start, as live regions must be. */}
      <p className="visually-hidden" role="status">
        {target && previewWords(target, times)}
      </p>
      {target && <Place target={target} day={day} times={times} />}
    </>
  )
}

function Place({ target, day, times }: { target: DropTarget; day: TimelineDay; times: Times }) {
  const { rowIndex, from, until, obstacle } = target
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
      <span className={styles.says}>{previewWords(target, times)}</span>
    </div>
  )
}

function previewWords(target: DropTarget, times: Times): string {
  const place = targetWords(target, times)
  if (!target.obstacle) return place
  return `${place}: ${target.obstacle.kind === 'taken' ? say.takenBy(target.obstacle.name) : say.onlySeats(target.obstacle.seats)}`
}

/** A place in the day in words: its time and its table. A seated party has no choice of time. */
export function targetWords({ kind, row: { tableId, number }, from }: DropTarget, times: Times): string {
  if (kind === 'party' && tableId !== null) return words.common.table(number).toLocaleLowerCase()
  const at = times.clock(from)
  return tableId === null ? say.timeOnly(at) : say.timeAt(at, number)
}

function isSame(a: DropTarget, b: DropTarget): boolean {
  return a.rowIndex === b.rowIndex && a.from === b.from && a.row === b.row
}
