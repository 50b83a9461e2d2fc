import { useDraggable } from '@dnd-kit/core'
import { AlarmClock, Armchair, CalendarCheck, CircleHelp, DoorOpen, TriangleAlert } from 'lucide-react'
import { useMemo } from 'react'
import type { Times } from '../stand/times.ts'
import { words } from '../words.ts'
import { type Held, within } from './bar-move.ts'
import styles from './timeline-bar.module.css'
import { lanePx } from './timeline-scale.ts'
import type { Bar } from './timeline-view.ts'

const say = words.timeline

/** One bar: tapped to open, dragged to another table or time. */
export function TimelineBar({
  bar,
  rowIndex,
  left,
  width,
  room,
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
  /** How far it can be dragged each way, in pixels: beyond the day there is nothing. */
  room: { left: number; right: number; top: number; bottom: number }
  number: string
  times: Times
  canMove: boolean
  isOpen: boolean
  onOpen: (bar: Pick<Bar, 'kind' | 'id'>) => void
}) {
  const data = useMemo((): Held => ({ bar, rowIndex }), [bar, rowIndex])
  const isMovable = canMove && bar.status !== 'finished'
  const { setNodeRef, listeners, attributes, transform, isDragging } = useDraggable({
    id: bar.key,
    data: { ...data },
    disabled: !isMovable,
  })
  const [from, to] = [times.clock(bar.from), times.clock(bar.until)]
  const more = [
    say.fromTo(from, to),
    ...(bar.status === 'confirmed' ? [] : [words.reservations.status[bar.status].toLocaleLowerCase()]),
    number === '' ? say.noTable : say.atTable(number),
    ...(bar.mood === 'late' ? [bar.kind === 'party' ? say.overTurn : say.late] : []),
    ...(bar.isConflict ? [say.conflict] : []),
  ]
  const Icon = bar.isConflict ? TriangleAlert : iconOf(bar)
  // A party that sits keeps its time: it is moved to another table only.
  const x = bar.kind === 'party' ? 0 : within(transform?.x ?? 0, room.left, room.right)
  const y = within(transform?.y ?? 0, room.top, room.bottom)
  return (
    <button
      ref={setNodeRef}
      type="button"
      {...(isMovable ? { ...listeners, 'aria-describedby': attributes['aria-describedby'] } : {})}
      className={styles.bar}
      data-kind={bar.kind}
      data-status={bar.status}
      data-mood={bar.mood}
      data-conflict={bar.isConflict || undefined}
      data-dragging={isDragging || undefined}
      aria-expanded={isOpen}
      title={`${bar.name}, ${more.join(', ')}`}
      style={{
        left,
        width,
        top: bar.lane * lanePx + 2,
        transform: transform ? `translate(${x}px, ${y}px)` : undefined,
      }}
      onClick={() => onOpen(bar)}
    >
      <span className={styles.who}>
        <span className={styles.size}>{bar.partySize} </span>
        <span className={styles.name}>{bar.name}</span>
        <span className="visually-hidden">{more.join(', ')}</span>
      </span>
      <Icon size={14} aria-hidden />
    </button>
  )
}

function iconOf({ kind, status, mood }: Bar) {
  if (mood === 'late') return AlarmClock
  if (kind === 'party') return Armchair
  if (status === 'pending') return CircleHelp
  return status === 'arrived' ? DoorOpen : CalendarCheck
}
