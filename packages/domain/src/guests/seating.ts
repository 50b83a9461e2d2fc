import type { Draft } from '../draft.ts'
import { mustPass, obstaclesTo } from '../plans/obstacles.ts'
import { notItsDay, putReservation } from '../reservations/planning.ts'
import type { Table } from '../tables/table.ts'
import { turnMinutesFor } from '../time.ts'
import type { Guest } from './guest.ts'

/** When something is decided, and when the person did it. */
export interface Times {
  now: string
  doneAt: string
}

/**
 * Seats a party at tables, or moves it there, and frees its old ones. Refused with what stands in the way; `force`
 * overrides what may be overridden. Nothing changes where the party sits there already.
 */
export function seatParty(
  draft: Draft,
  guest: Guest,
  { tableIds, force, now, doneAt }: { tableIds: readonly string[]; force: boolean } & Times,
): Guest {
  const tables = tableIds.map((id) => draft.tables.must(id))
  if (guest.status === 'seated' && sameTables(guest.tableIds, tableIds)) return guest
  const from = Date.parse(doneAt)
  const reservation = guest.reservationId === null ? undefined : draft.reservations.get(guest.reservationId)
  if (guest.status !== 'seated') mustBeItsDay(draft, guest, { doneAt, force })
  const minutes = reservation?.durationMinutes ?? turnMinutesFor(draft.restaurant, guest.partySize)
  const stay = {
    kind: 'seating' as const,
    partySize: guest.partySize,
    from,
    until: Math.max(Date.parse(now), from + minutes * 60_000),
    guestId: guest.id,
    reservationId: guest.reservationId,
  }
  mustPass(draft, obstaclesTo(draft, tables, stay, Date.parse(now)), { force })
  const seated = sitDown(draft, guest, { tableIds, doneAt })
  setReservationOf(draft, seated, { status: 'seated', tableIds: seated.tableIds })
  return seated
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
  freeTables(
    draft,
    guest.tableIds.filter((id) => !tableIds.includes(id)),
  )
  for (const id of tableIds) {
    draft.tables.put({ ...draft.tables.must(id), status: 'occupied', currentGuestId: guest.id })
  }
  return draft.guests.put({
    ...guest,
    status: 'seated',
    tableId: tableIds[0] ?? null,
    tableIds: [...tableIds],
    seatedAt: guest.status === 'seated' ? guest.seatedAt : laterOf(doneAt, guest.joinedAt),
  })
}

/** Frees tables. They become available, or cleaning where the restaurant has `bussing` on. */
export function freeTables(draft: Draft, tableIds: readonly string[]): void {
  const status = draft.restaurant.settings.bussing ? 'cleaning' : 'available'
  for (const id of tableIds) draft.tables.put({ ...draft.tables.must(id), status, currentGuestId: null })
}

/** Frees one table of a party that holds several. The party stays at the others. */
export function leaveTable(draft: Draft, guest: Guest, tableId: string): void {
  freeTables(draft, [tableId])
  const tableIds = guest.tableIds.filter((id) => id !== tableId)
  const stays = draft.guests.put({ ...guest, tableIds, tableId: tableIds[0] ?? null })
  setReservationOf(draft, stays, { status: 'seated', tableIds })
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
): void {
  const reservation = guest.reservationId === null ? undefined : draft.reservations.get(guest.reservationId)
  if (!reservation) return
  putReservation(draft, { ...reservation, ...change, endedFrom: null, endedReason: null })
}

/** The later of two instants: nobody is seated before they joined. */
export function laterOf(a: string, b: string): string {
  return a > b ? a : b
}

/** Whether two lists name the same tables in the same order. */
export function sameTables(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((id, i) => id === b[i])
}
