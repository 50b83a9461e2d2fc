import { type CommandRequest, type Obstacle, obstaclesTo } from '@qtable/domain'
import { draftOf, stayOfBooking, stayOfParty, tablesById } from '../floor/stays.ts'
import type { Bar, TimelineDay, TimelineRow } from './timeline-day.ts'
import { lanePx, minutePx, rowAt, stepMinutes, tops } from './timeline-scale.ts'

/** The held bar and the table of its row: a party at joined tables has a bar in each row. */
export interface HeldBar {
  key: string
  tableId: string | null
}

/** The held bar at its current place in the day. */
export interface FoundBar {
  bar: Bar
  row: TimelineRow
  rowIndex: number
}

/** The place where a dragged bar would be dropped. */
export interface DropTarget {
  kind: Bar['kind']
  /** The row that it came from. */
  origin: Pick<TimelineRow, 'tableId'>
  row: TimelineRow
  rowIndex: number
  from: number
  until: number
  /** What speaks against it there. */
  obstacles: readonly Obstacle[]
}

/** Finds the held bar in a day that may have changed since; undefined if it is gone. */
export function findBar(day: TimelineDay, { key, tableId }: HeldBar): FoundBar | undefined {
  const rowIndex = day.rows.findIndex((row) => row.tableId === tableId)
  const row = day.rows[rowIndex]
  const bar = row?.bars.find((one) => one.key === key)
  return bar && row && { bar, row, rowIndex }
}

/** The limits of a drag in pixels, within the day. */
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

/** The place of a bar dragged by an offset in pixels. */
export function dropTargetOf(day: TimelineDay, held: HeldBar, delta: { x: number; y: number }): DropTarget | undefined {
  const found = findBar(day, held)
  if (!found) return undefined
  const { bar } = found
  const top = tops(day.rows)[found.rowIndex] ?? 0
  const target = rowAt(day.rows, top + delta.y + lanePx / 2 + bar.lane * lanePx)
  const row = day.rows[target]
  if (!row) return undefined
  // A seated party cannot change its start, only its table.
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
    obstacles: obstaclesAt(day, bar, {
      tableIds: movedTables(bar.tableIds, found.row.tableId, row.tableId),
      from,
      until,
    }),
  }
}

/** The command for a bar's new place; undefined if it has not moved or cannot go there. */
export function moveCommand(
  bar: Bar,
  target: Pick<DropTarget, 'origin' | 'from'> & { row: Pick<TimelineRow, 'tableId'> },
): CommandRequest | undefined {
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

// Replaces one table; the others of a joined party stay.
function movedTables(tableIds: readonly string[], from: string | null, to: string | null): readonly string[] {
  if (from === to) return tableIds
  if (to === null) return tableIds.filter((id) => id !== from)
  if (from === null) return [to]
  return [...new Set(tableIds.map((id) => (id === from ? to : id)))]
}

function obstaclesAt(
  { floor, now }: TimelineDay,
  { kind, id }: Bar,
  { tableIds, from, until }: { tableIds: readonly string[]; from: number; until: number },
): readonly Obstacle[] {
  const guest = floor.guests.get(id)
  const reservation = floor.reservations.get(id)
  const stay = kind === 'party' ? guest && stayOfParty(floor, guest, now) : reservation && stayOfBooking(reservation)
  if (!stay) return []
  return obstaclesTo(draftOf(floor), tablesById(floor, tableIds), { ...stay, from, until }, now)
}

/** A number within limits. */
export function clamp(value: number, least: number, most: number): number {
  return Math.min(most, Math.max(least, value))
}
