import { useDraggable } from '@dnd-kit/core'
import { Armchair, CalendarCheck, CircleHelp, DoorOpen, TriangleAlert } from 'lucide-react'
import { useMemo } from 'react'
import type { Times } from '../stand/times.ts'
import { words } from '../words.ts'
import styles from './timeline.module.css'
import type { DraggedBar } from './timeline-grid.tsx'
import { lanePx } from './timeline-scale.ts'
import type { Bar } from './timeline-view.ts'

const say = words.timeline

/** One bar: tapped to open, dragged to another table or time. */
export function TimelineBar({
  bar,
  rowIndex,
  left,
  width,
  number,
  times,
  canMove,
  isOpen,
  onOpen,
}: {
  bar: Bar
  rowIndex: number
  left: number
  width: number
  number: string
  times: Times
  canMove: boolean
  isOpen: boolean
  onOpen: (bar: Pick<Bar, 'kind' | 'id'>) => void
}) {
  const data = useMemo((): DraggedBar => ({ bar, rowIndex }), [bar, rowIndex])
  const isMovable = canMove && bar.status !== 'finished'
  const { setNodeRef, listeners, attributes, transform, isDragging } = useDraggable({
    id: bar.key,
    data: { ...data },
    disabled: !isMovable,
  })
  const [from, to] = [times.clock(bar.from), times.clock(bar.until)]
  const name = [
    say.bar(bar.name, bar.partySize, from, to),
    number === '' ? say.noTable : say.atTable(number),
    ...(bar.kind === 'party' ? [say.seated] : []),
    ...(bar.isConflict ? [say.conflict] : []),
  ]
  const Icon = bar.isConflict ? TriangleAlert : iconOf(bar)
  // A party that sits keeps its time: it is moved to another table only.
  const x = bar.kind === 'party' ? 0 : (transform?.x ?? 0)
  return (
    <button
      ref={setNodeRef}
      type="button"
      {...(isMovable ? { ...listeners, 'aria-describedby': attributes['aria-describedby'] } : {})}
      className={styles.bar}
      data-kind={bar.kind}
      data-status={bar.status}
      data-conflict={bar.isConflict || undefined}
      data-dragging={isDragging || undefined}
      aria-label={name.join(', ')}
      aria-expanded={isOpen}
      title={name[0]}
      style={{
        left,
        width,
        top: bar.lane * lanePx + 2,
        transform: transform ? `translate(${x}px, ${transform.y}px)` : undefined,
      }}
      onClick={() => onOpen(bar)}
    >
      <span className={styles.who}>
        <span className={styles.size}>{bar.partySize}</span>
        <span className={styles.name}>{bar.name}</span>
      </span>
      <Icon size={14} aria-hidden />
    </button>
  )
}

function iconOf({ kind, status }: Bar) {
  if (kind === 'party') return Armchair
  if (status === 'pending') return CircleHelp
  return status === 'arrived' ? DoorOpen : CalendarCheck
}
