import { lanePx, minutePx, rowAt, stepMinutes, tops } from './timeline-scale.ts'
import type { Bar, Day, Row } from './timeline-view.ts'

/** Where a bar is taken hold of. */
export interface Held {
  bar: Bar
  rowIndex: number
}

/** Where a bar that is dragged would come to lie. */
export interface Aim {
  kind: Bar['kind']
  row: Row
  rowIndex: number
  from: number
  until: number
  /** What it would run into there, or how many seats too few the table has; undefined where it can go. */
  obstacle: { kind: 'taken'; name: string } | { kind: 'small'; seats: number } | undefined
}

/** The place under a bar that has been dragged by so many pixels. */
export function aimOf(day: Day, { bar, rowIndex }: Held, delta: { x: number; y: number }): Aim | undefined {
  const top = tops(day.rows)[rowIndex] ?? 0
  const target = rowAt(day.rows, top + delta.y + lanePx / 2 + bar.lane * lanePx)
  const row = day.rows[target]
  if (!row) return undefined
  // Nobody has sat down earlier than they did: a party changes its table only.
  const steps = bar.kind === 'party' ? 0 : Math.round(delta.x / minutePx / stepMinutes)
  const shift = within(steps * stepMinutes * 60_000, day.from - bar.from, day.until - bar.until)
  const [from, until] = [bar.from + shift, bar.until + shift]
  return { kind: bar.kind, row, rowIndex: target, from, until, obstacle: obstacleAt(row, bar, from, until) }
}

/** The command that a bar's new place asks for; undefined where it stays where it is, or cannot go there. */
export function moveOf(
  bar: Bar,
  { row, aim }: { row: Pick<Row, 'tableId'>; aim: Pick<Aim, 'from'> & { row: Pick<Row, 'tableId'> } },
): { type: string; payload: object } | undefined {
  const tableIds = movedTables(bar.tableIds, row.tableId, aim.row.tableId)
  const isElsewhere = tableIds.join() !== bar.tableIds.join()
  if (bar.kind === 'party') {
    if (!isElsewhere || tableIds.length === 0) return undefined
    return { type: 'guest.move', payload: { guestId: bar.id, tableIds } }
  }
  const isShifted = aim.from !== bar.from
  if (!isElsewhere && !isShifted) return undefined
  return {
    type: 'reservation.update',
    payload: {
      reservationId: bar.id,
      ...(isShifted ? { startsAt: new Date(aim.from).toISOString() } : {}),
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

function obstacleAt(row: Row, bar: Bar, from: number, until: number): Aim['obstacle'] {
  if (row.tableId === null) return undefined
  const other = row.bars.find(
    ({ id, kind, status, ...one }) =>
      (id !== bar.id || kind !== bar.kind) && status !== 'finished' && one.from < until && from < one.until,
  )
  if (other) return { kind: 'taken', name: other.name }
  // Of a joined party one table holds only a part.
  return bar.tableIds.length < 2 && row.capacity < bar.partySize ? { kind: 'small', seats: row.capacity } : undefined
}

/** A number, not below `least` and not above `most`. */
export function within(value: number, least: number, most: number): number {
  return Math.min(most, Math.max(least, value))
}
