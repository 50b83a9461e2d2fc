import type { Floor } from '@qtable/domain'
import { AlarmClock, Armchair, CalendarCheck, CircleHelp, TriangleAlert, UserCheck } from 'lucide-react'
import { memo } from 'react'
import { obstacleSentence } from '../commands/obstacle-sentence.ts'
import { pageWords as words } from '../page-words.ts'
import { CareGlyphs } from '../parties/care-glyphs.tsx'
import type { TimeFormats } from '../time/times.ts'
import { barHelpId, type StartBarDrag } from './bar-drag.tsx'
import styles from './timeline-bar.module.css'
import type { Bar } from './timeline-day.ts'
import { lanePx } from './timeline-scale.ts'

const say = words.timeline

/** One bar: tap to open, drag to another table or time. */
export const TimelineBar = memo(function TimelineBar({
  bar,
  floor,
  tableId,
  left,
  width,
  number,
  times,
  isOpen,
  onOpen,
  onStartDrag,
}: {
  bar: Bar
  floor: Floor
  /** The table of its row; null for the row without a table. */
  tableId: string | null
  left: number
  width: number
  number: string
  times: TimeFormats
  isOpen: boolean
  onOpen: (bar: Pick<Bar, 'kind' | 'id'>) => void
  /** Undefined if nothing can be moved. */
  onStartDrag: StartBarDrag | undefined
}) {
  const more = [
    say.fromTo({ from: times.clock(bar.from), to: times.clock(bar.until) }),
    ...(bar.status === 'confirmed' ? [] : [words.activity.states[bar.status]]),
    number === '' ? say.noTable : say.atTable(number),
    ...bar.care.map((one) => words.floor.care[one]),
    ...(bar.urgency === 'late' ? [bar.kind === 'party' ? say.overTurn : say.late] : []),
    ...bar.clashes.map((clash) => obstacleSentence(clash, floor)),
  ]
  const held = { key: bar.key, tableId }
  const isMovable = onStartDrag && bar.status !== 'finished'
  const Icon = bar.clashes.length > 0 ? TriangleAlert : iconOf(bar)
  return (
    <button
      type="button"
      {...(isMovable && {
        'aria-describedby': barHelpId,
        onMouseDown: (event) => onStartDrag('onMouseDown', event, held),
        onTouchStart: (event) => onStartDrag('onTouchStart', event, held),
        onKeyDown: (event) => onStartDrag('onKeyDown', event, held),
      })}
      className={styles.bar}
      data-key={bar.key}
      data-kind={bar.kind}
      data-status={bar.status}
      data-urgency={bar.urgency}
      data-conflict={bar.clashes.length > 0 || undefined}
      aria-expanded={isOpen}
      title={`${bar.name}, ${more.join(', ')}`}
      style={{ left, width, top: bar.lane * lanePx + 2 }}
      onClick={() => onOpen(bar)}
    >
      <span className={styles.who}>
        <span className={styles.size}>{bar.partySize} </span>
        <span className={styles.name} dir="auto">
          {bar.name}
        </span>
        <span className="visually-hidden">{more.join(', ')}</span>
      </span>
      <span className={styles.icons}>
        <CareGlyphs care={bar.care} size={14} />
        <Icon size={14} aria-hidden />
      </span>
    </button>
  )
})

function iconOf({ kind, status, urgency }: Bar) {
  if (urgency === 'late') return AlarmClock
  if (kind === 'party') return Armchair
  if (status === 'pending') return CircleHelp
  return status === 'arrived' ? UserCheck : CalendarCheck
}
