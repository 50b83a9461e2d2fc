import type { Draft } from '../draft.ts'
import { endParty } from '../guests/ending.ts'
import { mustBeLiveGuest } from '../guests/guest-commands.ts'
import { leaveTable, type Times } from '../guests/seating.ts'
import { tableOccupied } from '../plans/obstacles.ts'
import { Problem } from '../problems.ts'
import { bookingsOf, mustBeFree } from './in-use.ts'
import type { Table, TableStatus } from './table.ts'

/** Sets the status of a table. One that becomes available or cleaning is freed. */
export function setStatus(
  draft: Draft,
  table: Table,
  { status, now, doneAt, force }: { status: TableStatus; force: boolean } & Times,
): void {
  if (status === table.status) return
  if (status === 'occupied') {
    throw new Problem('invalid_transition', `Table ${table.tableNumber} becomes occupied by seating a party`, {
      current: { tableId: table.id, status: table.status },
    })
  }
  if (status === 'blocked') mustBeFree(draft, table, { bookings: bookingsOf(draft, table.id), force })
  if (table.currentGuestId !== null) {
    if (status !== 'available' && status !== 'cleaning') {
      const { code, detail, current } = tableOccupied(draft, table)
      throw new Problem(code, detail, { current })
    }
    freeTable(draft, table, { now, doneAt })
    // Freed, it is available, or cleaning where the restaurant has `bussing` on.
    if (status === 'available') return
  }
  draft.tables.put({ ...draft.tables.must(table.id), status })
}

/** Ends the stay of the party at a table: it stays at its other tables, and has finished where it had no other. */
export function freeTable(draft: Draft, table: Table, { now, doneAt }: Times): void {
  if (table.currentGuestId === null) return
  const party = mustBeLiveGuest(draft.guests.must(table.currentGuestId), 'leave')
  if (party.tableIds.length > 1) leaveTable(draft, party, table.id, now)
  else endParty(draft, party, { status: 'finished', reason: null, doneAt })
}
