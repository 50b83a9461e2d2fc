import { type KeyboardEvent, memo } from 'react'
import { pageWords as words } from '../../page-words.ts'
import { numberAlone, numberFit } from '../../tables/number-fit.ts'
import { abbreviated } from '../../tables/short-numbers.ts'
import faces from '../../tables/table.module.css'
import { TableDrawing } from '../../tables/table-face.tsx'
import { boundsOf, centreOf } from '../geometry.ts'
import { directionOf } from '../neighbours.ts'
import { pick } from './editing.ts'
import { copySelected, nudge, turnBy } from './edits.ts'
import type { TableLayout } from './layout.ts'
import { grid } from './snap.ts'

const steps = { up: [0, -1], down: [0, 1], left: [-1, 0], right: [1, 0] } as const

/** One table of the edited floor. */
export const EditorTable = memo(function EditorTable({
  table,
  scale,
  isSelected,
  isDuplicate,
  isOverlapping,
  onRemove,
}: {
  table: TableLayout
  scale: number
  isSelected: boolean
  /** Whether another table has its number. */
  isDuplicate: boolean
  /** Whether it stands on another one. */
  isOverlapping: boolean
  /** Deletes the selected tables. */
  onRemove: () => void
}) {
  const numbers = [table.tableNumber, abbreviated(table.tableNumber)]
  const { number, numberPx } = numberAlone(numberFit(table, numbers, scale).above, numbers)
  const centre = centreOf(table)
  const bounds = boundsOf(table)
  const width = Math.max(44, bounds.width * scale)
  const height = Math.max(44, bounds.height * scale)

  function onKeyDown(event: KeyboardEvent) {
    const direction = directionOf(event.key)
    const isCommand = event.ctrlKey || event.metaKey
    if (direction && isSelected) {
      const [dx, dy] = steps[direction]
      const step = event.shiftKey ? 1 : grid
      nudge(dx * step, dy * step)
    } else if (event.key.toLowerCase() === 'r' && !isCommand) turnBy(event.shiftKey ? -15 : 15)
    else if (event.key === 'Delete' || event.key === 'Backspace') onRemove()
    else if (event.key.toLowerCase() === 'd' && isCommand) copySelected()
    else return
    event.preventDefault()
  }

  return (
    <button
      type="button"
      className={faces.table}
      data-grab
      data-table={table.id}
      data-state="free"
      data-urgency={isDuplicate || isOverlapping ? 'late' : undefined}
      data-selected={isSelected || undefined}
      aria-pressed={isSelected}
      aria-label={[
        words.floor.tableSeats({ number: table.tableNumber, seats: table.capacity }),
        ...(isOverlapping ? [words.editor.overlaps] : []),
      ].join(', ')}
      style={{ left: centre.x * scale - width / 2, top: centre.y * scale - height / 2, width, height }}
      // Enter or Space: a pointer has selected it on press.
      onClick={({ detail, shiftKey }) => detail === 0 && pick(table.id, shiftKey)}
      onKeyDown={onKeyDown}
    >
      <TableDrawing view={{ table, state: 'free', seatsFilled: 0, minutes: 0, turnMinutes: 1 }} scale={scale} />
      <span className={faces.label} style={{ fontSize: numberPx }}>
        <span className={faces.number}>{number}</span>
      </span>
    </button>
  )
})
