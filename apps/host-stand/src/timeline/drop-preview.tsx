import { type Active, type DragMoveEvent, useDndMonitor } from '@dnd-kit/core'
import type { Floor } from '@qtable/domain'
import { useState } from 'react'
import { obstacleSentence } from '../commands/obstacle-sentence.ts'
import { pageWords as words } from '../page-words.ts'
import type { TimeFormats } from '../time/times.ts'
import { classes } from '../ui/button.tsx'
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
  times: TimeFormats
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
        {target && previewWords(target, day.floor, times)}
      </p>
      {target && <Place target={target} day={day} times={times} />}
    </>
  )
}

function Place({ target, day, times }: { target: DropTarget; day: TimelineDay; times: TimeFormats }) {
  const { rowIndex, from, until, obstacles } = target
  return (
    <div
      aria-hidden
      className={classes(styles.aim, rowIndex === 0 && styles.under)}
      data-refused={obstacles.length > 0 || undefined}
      style={{
        left: ((from - day.from) / 60_000) * minutePx,
        width: ((until - from) / 60_000) * minutePx,
        top: headPx + (tops(day.rows)[rowIndex] ?? 0) + 2,
      }}
    >
      <span className={styles.says}>{previewWords(target, day.floor, times)}</span>
    </div>
  )
}

function previewWords(target: DropTarget, floor: Floor, times: TimeFormats): string {
  const place = targetWords(target, times)
  const against = target.obstacles.map((obstacle) => obstacleSentence(obstacle, floor))
  return against.length === 0 ? place : `${place}: ${against.join(' · ')}`
}

/** A place in the day in words: its time and its table. A seated party has no choice of time. */
export function targetWords({ kind, row: { tableId, number }, from }: DropTarget, times: TimeFormats): string {
  if (kind === 'party' && tableId !== null) return words.common.tableSaid(number)
  const at = times.clock(from)
  return tableId === null ? say.timeOnly(at) : say.timeAt({ time: at, number })
}

function isSame(a: DropTarget, b: DropTarget): boolean {
  return a.rowIndex === b.rowIndex && a.from === b.from && a.row === b.row
}
