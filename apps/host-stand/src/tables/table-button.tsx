import { TriangleAlert } from 'lucide-react'
import { type CSSProperties, memo, useMemo } from 'react'
import type { Pulse } from '../activity/pulses.ts'
import { boundsOf, centreOf } from '../floor/geometry.ts'
import type { Care } from '../parties/care.ts'
import { CareGlyphs } from '../parties/care-glyphs.tsx'
import type { Grade } from '../placing/fit.ts'
import { useDragParty } from '../placing/use-drag-party.ts'
import type { TimeFormats } from '../time/times.ts'
import { wallTime } from '../time/wall-time.ts'
import { useLoadedFonts } from '../ui/text-width.ts'
import { faceTextOf } from './face-text.ts'
import styles from './table.module.css'
import { TableFace } from './table-face.tsx'
import { nameOfTable } from './table-name.ts'
import type { TableView } from './table-view.ts'

const touchPx = 44

/** One table of the plan: to tap, to focus, and to drag its party from. The plan around it handles taps. */
export const TableButton = memo(function TableButton({
  view,
  scale,
  times,
  grade,
  isChosen,
  isSelected,
  isTouched,
  isStop = true,
  isNaming = false,
  pulse,
}: {
  view: TableView
  scale: number
  times: TimeFormats
  grade: Grade | undefined
  isChosen: boolean
  isSelected: boolean
  isTouched: boolean
  /** Whether Tab stops here: of a plan one table, from which the arrow keys lead on. */
  isStop?: boolean
  /** Whether it names a party that sits at several tables. */
  isNaming?: boolean
  pulse: Pulse | undefined
}) {
  const { table, guestId } = view
  const placing = { kind: 'guest' as const, guestId: guestId ?? '' }
  const { handle } = useDragParty(`table:${table.id}`, { placing }, { isDisabled: guestId === null })
  const centre = centreOf(table)
  const bounds = boundsOf(table)
  const drawn = { width: bounds.width * scale, height: bounds.height * scale }
  const width = Math.max(touchPx, drawn.width)
  const height = Math.max(touchPx, drawn.height)
  const isSmall = Math.min(drawn.width, drawn.height) < touchPx
  const nextTime = view.nextStartsAt === null ? '' : wallTime(view.nextStartsAt, times.timezone)
  const fonts = useLoadedFonts()
  // Measured again once the font is there.
  // biome-ignore lint/correctness/useExhaustiveDependencies: see above.
  const text = useMemo(() => faceTextOf(view, scale, { nextTime, isNaming }), [view, scale, nextTime, isNaming, fonts])
  return (
    <button
      {...handle}
      type="button"
      tabIndex={isStop ? 0 : -1}
      className={styles.table}
      data-table={table.id}
      data-drag={guestId === null ? undefined : ''}
      data-state={view.state}
      data-urgency={view.urgency}
      data-grade={grade}
      data-chosen={isChosen || undefined}
      data-selected={isSelected || undefined}
      data-touched={isTouched || undefined}
      aria-label={nameOfTable(view, text, { times, grade, changedBy: pulse?.name })}
      aria-pressed={grade === undefined ? undefined : isChosen}
      data-small={isSmall || undefined}
      style={
        {
          left: centre.x * scale - width / 2,
          top: centre.y * scale - height / 2,
          width,
          height,
          // From the edge of the touch area to the edge of what is drawn.
          '--beside': `${(width - drawn.width) / 2}px`,
          '--above': `${(height - drawn.height) / 2}px`,
        } as CSSProperties
      }
    >
      <TableFace view={view} scale={scale} text={text} />
      {view.clash !== '' && (
        <span className={styles.clash} title={view.clash}>
          <TriangleAlert size={isSmall ? 11 : 14} strokeWidth={2.5} aria-hidden />
        </span>
      )}
      {view.care !== '' && (
        <span className={styles.care}>
          <CareGlyphs care={view.care.split(' ') as Care[]} size={isSmall ? 9 : 13} />
        </span>
      )}
      {pulse && <span key={pulse.version} className={styles.pulse} data-initials={pulse.initials} />}
    </button>
  )
})
