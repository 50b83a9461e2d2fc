import type { Context } from '../command.ts'
import type { Draft } from '../draft.ts'
import { editConflict, mergeEdit } from '../edits.ts'
import { endParty } from '../guests/ending.ts'
import { mustBeLiveGuest } from '../guests/guest-guards.ts'
import { leaveTable, type Times } from '../guests/seating.ts'
import { tableOccupied } from '../plans/obstacles.ts'
import { Problem } from '../problems.ts'
import { laterOf } from '../time.ts'
import type { Was } from '../was.ts'
import { mustBeUnused } from './in-use.ts'
import type { Table, TableStatus } from './table.ts'

/** When it was done, and who changed what before. */
type Deed = Pick<Context, 'now' | 'doneAt' | 'lastEdit'>

/** Sets the status of a table. One that becomes available or cleaning is freed. */
export function setStatus(
  draft: Draft,
  table: Table,
  { status, was, force }: { status: TableStatus; was: Was; force: boolean },
  context: Deed,
): void {
  if (status === table.status) return
  const { now, doneAt, lastEdit } = context
  if (status === 'available' || status === 'cleaning') {
    if (table.currentGuestId !== null || sawParty(was)) {
      // Only a table that is free again can still need to be cleaned.
      const isToClean = status === 'cleaning' && table.status === 'available'
      if (!isStillToFree(draft, table, { was }, context) && !isToClean) return
    } else mustHaveStatusAsSeen(table, { status, was }, lastEdit)
  } else if (!(sawParty(was) && table.status === 'available')) mustHaveStatusAsSeen(table, { status, was }, lastEdit)
  if (status === 'occupied') {
    throw new Problem('invalid_transition', `Table ${table.tableNumber} becomes occupied by seating a party`, {
      current: { tableId: table.id, status: table.status },
    })
  }
  if (status === 'blocked') {
    block(draft, table, { force })
    return
  }
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

// Whoever sits there may leave by a later command of the unit. Until then the table is theirs.
function block(draft: Draft, before: Table, { force }: { force: boolean }): void {
  const { author } = draft.claims
  const isFree = before.currentGuestId === null
  if (isFree) draft.tables.put({ ...before, status: 'blocked' })
  draft.settleAtEnd(() => {
    const table = draft.tables.get(before.id)
    if (!table || (isFree && table.status !== 'blocked')) return
    mustBeUnused(draft, table, { guestId: table.currentGuestId, force, author })
    if (!isFree) draft.tables.put({ ...table, status: 'blocked' })
  })
}

/** Ends the stay of the party at a table: it stays at its other tables, and has finished where it had no other. */
export function freeTable(draft: Draft, table: Table, { now, doneAt }: Times): void {
  if (table.currentGuestId === null) return
  const party = mustBeLiveGuest(draft.guests.must(table.currentGuestId), 'leave')
  if (party.tableIds.length > 1) leaveTable(draft, party, table.id, now)
  else endParty(draft, party, { status: 'finished', reason: null, doneAt })
}

/**
 * Whether a deed that frees a table is still to do. It is about who sat there when it was done: a party that has gone
 * since was freed already, and one that sat down later is none of it. `edit_conflict` where the author saw somebody else.
 */
export function isStillToFree(
  draft: Draft,
  table: Table,
  { was }: { was: Was },
  { now, doneAt, lastEdit }: Deed,
): boolean {
  const guestId = table.currentGuestId
  if (guestId === null) return false
  const { currentGuestId: seen, status } = was ?? {}
  // A device that marked an arrival apart knows the party by an id of its own.
  if (typeof seen === 'string' && draft.guests.get(seen)?.id === guestId) return true
  const seating = () => lastEdit('table', table.id, ['currentGuestId'])
  if (doneAt < now && doneAt < laterOf(draft.guests.must(guestId).seatedAt ?? '', seating()?.at ?? '')) return false
  if (seen === undefined && (status === undefined || status === 'occupied')) return true
  throw editConflict({ currentGuestId: guestId, status: table.status }, seating())
}

function sawParty(was: Was): boolean {
  const { currentGuestId: seen, status } = was ?? {}
  return seen === undefined ? status === 'occupied' : seen !== null
}

function mustHaveStatusAsSeen(
  table: Table,
  { status, was }: { status: TableStatus; was: Was },
  lastEdit: Deed['lastEdit'],
): void {
  const lastEditOf = (names: readonly string[]) => lastEdit('table', table.id, names)
  mergeEdit<Pick<Table, 'status'>>(table, { wanted: { status }, was, lastEdit: lastEditOf })
}
