import { spansOverlap } from '../floor/time-span.ts'
import type { Bar, TimelineDay, TimelineRow } from './timeline-day.ts'
import { lanePx, minutePx, rowAt, stepMinutes, tops } from './timeline-scale.ts'

/** Which bar is taken hold of, and in the row of which table: a joined party has one in each of its rows. */
export interface HeldBar {
  key: string
  tableId: string | null
}

/** A bar that is held, where it is in the day by now. */
export interface FoundBar {
  bar: Bar
  row: TimelineRow
  rowIndex: number
}

/** Where a bar that is dragged would come to lie. */
export interface DropTarget {
  kind: Bar['kind']
  /** The row that it is dragged out of. */
  origin: Pick<TimelineRow, 'tableId'>
  row: TimelineRow
  rowIndex: number
  from: number
  until: number
  /** What it would run into there, or how many seats too few the table has; undefined where it can go. */
  obstacle: { kind: 'taken'; name: string } | { kind: 'small'; seats: number } | undefined
}

/** Where a held bar is in a day, which may have changed since it was taken; undefined where it is gone. */
export function findBar(day: TimelineDay, { key, tableId }: HeldBar): FoundBar | undefined {
  const rowIndex = day.rows.findIndex((row) => row.tableId === tableId)
  const row = day.rows[rowIndex]
  const bar = row?.bars.find((one) => one.key === key)
  return bar && row && { bar, row, rowIndex }
}

/** How far a bar can be dragged each way, in pixels: beyond the day there is nothing. */
export function dragRange(
  day: TimelineDay,
  { bar, rowIndex }: FoundBar,
): { left: number; right: number; top: number; bottom: number } {
  const above = (tops(day.rows)[rowIndex] ?? 0) + bar.lane * lanePx
  const height = day.rows.reduce((sum, { lanes }) => sum + lanes * lanePx, 0)
  return {
    left: ((day.from - bar.from) / 60_000) * minutePx,
    right: ((day.until - bar.until) / 60_000) * minutePx,
    top: -above,
    bottom: height - above - lanePx,
  }
}

/** The place under a bar that has been dragged by so many pixels. */
export function dropTargetOf(day: TimelineDay, held: HeldBar, delta: { x: number; y: number }): DropTarget | undefined {
  const found = findBar(day, held)
  if (!found) return undefined
  const { bar } = found
  const top = tops(day.rows)[found.rowIndex] ?? 0
  const target = rowAt(day.rows, top + delta.y + lanePx / 2 + bar.lane * lanePx)
  const row = day.rows[target]
  if (!row) return undefined
  // Nobody has sat down earlier than they did: a party changes its table only.
  const steps = bar.kind === 'party' ? 0 : Math.round(delta.x / minutePx / stepMinutes)
  const shift = clamp(steps * stepMinutes * 60_000, day.from - bar.from, day.until - bar.until)
  const [from, until] = [bar.from + shift, bar.until + shift]
  return {
    kind: bar.kind,
    origin: found.row,
    row,
    rowIndex: target,
    from,
    until,
    obstacle: obstacleAt(row, bar, from, until),
  }
}

/** The command that a bar's new place asks for; undefined where it stays where it is, or cannot go there. */
export function moveCommand(
  bar: Bar,
  target: Pick<DropTarget, 'origin' | 'from'> & { row: Pick<TimelineRow, 'tableId'> },
): { type: string; payload: object } | undefined {
  const tableIds = movedTables(bar.tableIds, target.origin.tableId, target.row.tableId)
  const isElsewhere = tableIds.join() !== bar.tableIds.join()
  if (bar.kind === 'party') {
    if (!isElsewhere || tableIds.length === 0) return undefined
    return { type: 'guest.move', payload: { guestId: bar.id, tableIds } }
  }
  const isShifted = target.from !== bar.from
  if (!isElsewhere && !isShifted) return undefined
  return {
    type: 'reservation.update',
    payload: {
      reservationId: bar.id,
      ...(isShifted ? { startsAt: new Date(target.from).toISOString() } : {}),
      ...(isElsewhere ? { tableIds } : {}),
    },
  }
}

// The one table is changed for the other; others of a joined party stay.
function movedTables(tableIds: readonly string[], from: string | null, to: string | null): readonly string[] {
  if (from === to) return tableIds
  if (to === null) return tableIds.filter((id) => id !== from)
  if (from === null) return [to]
  return [...new Set(tableIds.map((id) => (id === from ? to : id)))]
}

function obstacleAt(row: TimelineRow, bar: Bar, from: number, until: number): DropTarget['obstacle'] {
  if (row.tableId === null) return undefined
  const other = row.bars.find(
    ({ id, kind, status, ...one }) =>
      (id !== bar.id || kind !== bar.kind) && status !== 'finished' && spansOverlap(one, { from, until }),
  )
  if (other) return { kind: 'taken', name: other.name }
  // Of a joined party one table holds only a part.
  return bar.tableIds.length < 2 && row.capacity < bar.partySize ? { kind: 'small', seats: row.capacity } : undefined
}

/** A number, not below `least` and not above `most`. */
export function clamp(value: number, least: number, most: number): number {
  return Math.min(most, Math.max(least, value))
}
