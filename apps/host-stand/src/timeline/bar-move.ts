import type { Bar, Row } from './timeline-view.ts'

const stepMinutes = 15

/** The command that a bar's new place asks for; undefined where it stays where it is, or cannot go there. */
export function moveOf(
  bar: Bar,
  { row, target, minutes }: { row: Pick<Row, 'tableId'>; target: Pick<Row, 'tableId'>; minutes: number },
): { type: string; payload: object } | undefined {
  const tableIds = movedTables(bar.tableIds, row.tableId, target.tableId)
  const isElsewhere = tableIds.join() !== bar.tableIds.join()
  if (bar.kind === 'party') {
    // Nobody has sat down earlier than they did: a party changes its table only.
    if (!isElsewhere || tableIds.length === 0) return undefined
    return { type: 'guest.move', payload: { guestId: bar.id, tableIds } }
  }
  const shift = Math.round(minutes / stepMinutes) * stepMinutes
  if (!isElsewhere && shift === 0) return undefined
  return {
    type: 'reservation.update',
    payload: {
      reservationId: bar.id,
      ...(shift === 0 ? {} : { startsAt: new Date(bar.from + shift * 60_000).toISOString() }),
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
