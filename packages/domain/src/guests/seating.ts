import type { Draft } from '../draft.ts'
import { areAmong } from '../plans/claims.ts'
import { blocked, mustPass, sizeObstacles, tableOccupied } from '../plans/obstacles.ts'
import { Problem } from '../problems.ts'
import { notItsDay, putReservation } from '../reservations/planning.ts'
import type { Table } from '../tables/table.ts'
import { laterOf } from '../time.ts'
import { type Guest, lastStepOf } from './guest.ts'

/** When something is decided, and when the person did it. */
export interface Times {
  now: string
  doneAt: string
}

/**
 * Seats a party at tables, or moves it there, and frees its old ones. Nothing changes where the party sits there
 * already. What speaks against it is judged at the end of the unit.
 */
export function seatParty(
  draft: Draft,
  guest: Guest,
  { tableIds, force, now, doneAt }: { tableIds: readonly string[]; force: boolean } & Times,
): Guest {
  const tables = tableIds.map((id) => draft.tables.must(id))
  if (guest.status === 'seated' && sameTables(guest.tableIds, tableIds)) return guest
  if (guest.status !== 'seated') mustBeItsDay(draft, guest, { doneAt, force })
  // Who sits there takes the block away, so this cannot wait for the end of the unit.
  mustPass(draft, tables.flatMap(blocked), { force })
  // At fewer of its tables it may find too few seats. A table that is cleared does not ask.
  if (guest.status === 'seated' && areAmong(tableIds, guest.tableIds)) mustFitAtEnd(draft, guest.id, tableIds)
  const seated = sitDown(draft, guest, { tableIds, doneAt })
  setReservationOf(draft, seated, { status: 'seated', tableIds: seated.tableIds }, now)
  return seated
}

function mustFitAtEnd(draft: Draft, guestId: string, tableIds: readonly string[]): void {
  const { author } = draft.claims
  draft.checkAtEnd(() => {
    const party = draft.guests.get(guestId)
    if (!party || !sameTables(party.tableIds, tableIds) || draft.claims.isSizedLater(guestId, author)) return
    const tables = tableIds.flatMap((id) => draft.tables.get(id) ?? [])
    mustPass(draft, sizeObstacles(draft, tables, party.partySize), author)
  })
}

/** Refuses to seat the party of a reservation, or to say that it never came, on another day than that of the reservation. */
export function mustBeItsDay(draft: Draft, guest: Guest, { doneAt, force }: { doneAt: string; force: boolean }): void {
  const reservation = guest.reservationId === null ? undefined : draft.reservations.get(guest.reservationId)
  if (reservation) mustPass(draft, notItsDay(draft, reservation, doneAt), { force })
}

/** Puts a party at tables that are free for it and frees its old ones. The caller updates its reservation. */
export function sitDown(
  draft: Draft,
  guest: Guest,
  { tableIds, doneAt }: { tableIds: readonly string[]; doneAt: string },
): Guest {
  freeTables(draft, guest, (id) => !tableIds.includes(id))
  for (const id of tableIds) {
    const table = draft.tables.must(id)
    const { currentGuestId } = table
    if (currentGuestId !== null && currentGuestId !== guest.id) {
      draft.checkAtEnd(() => mustHaveLeft(draft, table, currentGuestId))
    }
    draft.tables.put({ ...table, status: 'occupied', currentGuestId: guest.id })
  }
  return draft.guests.put({
    ...guest,
    status: 'seated',
    tableId: tableIds[0] ?? null,
    tableIds: [...tableIds],
    seatedAt: guest.status === 'seated' ? guest.seatedAt : laterOf(doneAt, lastStepOf(guest)),
  })
}

// The party that sat there may go with a later command of the unit: two parties may swap their tables.
function mustHaveLeft(draft: Draft, table: Table, guestId: string): void {
  if (!draft.guests.get(guestId)?.tableIds.includes(table.id)) return
  const { code, detail, current } = tableOccupied(draft, table, guestId)
  throw new Problem(code, detail, { current })
}

/**
 * Frees the tables of a party that `which` says: they become available, or cleaning where the restaurant has `bussing`
 * on. A table that another party has taken meanwhile is that party's.
 */
export function freeTables(
  draft: Draft,
  { id: guestId, tableIds }: Guest,
  which: (tableId: string) => boolean = () => true,
): void {
  const status = draft.restaurant.settings.bussing ? 'cleaning' : 'available'
  for (const id of tableIds) {
    // One that an earlier command of the unit deleted is free.
    const table = which(id) ? draft.tables.get(id) : undefined
    if (table?.currentGuestId === guestId) draft.tables.put({ ...table, status, currentGuestId: null })
  }
}

/** Frees one table of a party that holds several. The party stays at the others. */
export function leaveTable(draft: Draft, guest: Guest, tableId: string, now: string): void {
  freeTables(draft, guest, (id) => id === tableId)
  const tableIds = guest.tableIds.filter((id) => id !== tableId)
  const stays = draft.guests.put({ ...guest, tableIds, tableId: tableIds[0] ?? null })
  setReservationOf(draft, stays, { status: 'seated', tableIds }, now)
}

/** Whether the party could sit at the table: it exists, is not blocked and holds nobody else. */
export function isFreeFor(guest: { id: string }, table: Table | undefined): boolean {
  if (!table || table.status === 'blocked') return false
  return table.currentGuestId === null || table.currentGuestId === guest.id
}

/** Updates the reservation of a party. A seated party's reservation has the tables where the party sits. */
export function setReservationOf(
  draft: Draft,
  guest: Guest,
  change: { status: 'arrived' | 'seated'; tableIds?: string[] },
  now: string,
): void {
  const reservation = guest.reservationId === null ? undefined : draft.reservations.get(guest.reservationId)
  if (!reservation) return
  putReservation(draft, { ...reservation, ...change, endedFrom: null, endedReason: null }, now)
}

/** Whether two lists name the same tables in the same order. */
export function sameTables(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((id, i) => id === b[i])
}
