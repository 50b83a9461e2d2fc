import type { Draft } from '../draft.ts'
import { Problem } from '../problems.ts'
import { replanned } from '../reservations/plan.ts'
import type { Table } from '../tables/table.ts'
import type { Guest } from './guest.ts'

/** Seats a party at tables, or moves it there; its old tables are freed in the same step. */
export function seatParty(
  draft: Draft,
  guest: Guest,
  { tableIds, force, now }: { tableIds: readonly string[]; force: boolean; now: string },
): Guest {
  const tables = tableIds.map((id) => draft.tables.must(id))
  for (const table of tables) mustBeFreeFor(draft, guest, table)
  if (guest.partySize > seatsOf(draft, tables)) {
    if (!force) throw tooLarge(draft, guest, tables)
    draft.forced = true
  }
  const seated = sitDown(draft, guest, { tableIds, now })
  setReservationOf(draft, seated, { status: 'seated', tableIds: seated.tableIds })
  return seated
}

/** Puts a party at tables that are free for it and frees its old ones. The caller updates its reservation. */
export function sitDown(
  draft: Draft,
  guest: Guest,
  { tableIds, now }: { tableIds: readonly string[]; now: string },
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
    seatedAt: guest.status === 'seated' ? guest.seatedAt : now,
  })
}

/** Frees tables. They become available, or cleaning where the restaurant has `bussing` on. */
export function freeTables(draft: Draft, tableIds: readonly string[]): void {
  const status = draft.restaurant.settings.bussing ? 'cleaning' : 'available'
  for (const id of tableIds) draft.tables.put({ ...draft.tables.must(id), status, currentGuestId: null })
}

/** Whether the party could sit at the table: it exists, is not blocked and holds nobody else. */
export function isFreeFor(guest: { id: string }, table: Table | undefined): boolean {
  if (!table || table.status === 'blocked') return false
  return table.currentGuestId === null || table.currentGuestId === guest.id
}

/** The seats of several tables: of their combination where one is declared, else their sum. */
export function seatsOf(draft: Pick<Draft, 'combinations'>, tables: readonly Table[]): number {
  if (tables.length > 1) {
    for (const combination of draft.combinations.all()) {
      const joined = new Set(combination.tableIds)
      if (joined.size === tables.length && tables.every((table) => joined.has(table.id))) return combination.capacity
    }
  }
  return tables.reduce((seats, table) => seats + table.capacity, 0)
}

function mustBeFreeFor(draft: Draft, guest: Guest, table: Table): void {
  if (isFreeFor(guest, table)) return
  if (table.status === 'blocked') {
    throw new Problem('table_blocked', `Table ${table.tableNumber} is blocked`, {
      current: { tableId: table.id, tableNumber: table.tableNumber, status: table.status },
    })
  }
  throw tableOccupied(draft, table)
}

/** The problem of a table that holds a party, with who sits there. */
export function tableOccupied(draft: Draft, table: Table): Problem {
  const party = table.currentGuestId === null ? undefined : draft.guests.get(table.currentGuestId)
  const who = party ? `${party.name}, a party of ${party.partySize}, sits there` : 'a party sits there'
  return new Problem('table_occupied', `Table ${table.tableNumber} is taken: ${who}`, {
    current: {
      tableId: table.id,
      tableNumber: table.tableNumber,
      status: table.status,
      guestId: table.currentGuestId,
      guestName: party?.name ?? null,
      partySize: party?.partySize ?? null,
    },
  })
}

function tooLarge(draft: Draft, guest: Guest, tables: readonly Table[]): Problem {
  const seats = seatsOf(draft, tables)
  const numbers = tables.map((table) => table.tableNumber).join(', ')
  return new Problem(
    'party_too_large',
    `A party of ${guest.partySize} does not fit at ${numbers}, which seats ${seats}; send force to seat it all the same`,
    { current: { tableIds: tables.map((table) => table.id), seats, partySize: guest.partySize } },
  )
}

/** Updates the reservation of a party. A seated party's planned tables are those where it sits. */
export function setReservationOf(
  draft: Draft,
  guest: Guest,
  change: { status: 'arrived' | 'seated'; tableIds?: string[] },
): void {
  const reservation = guest.reservationId === null ? undefined : draft.reservations.get(guest.reservationId)
  if (!reservation) return
  draft.reservations.put(replanned(draft, { ...reservation, ...change, endedFrom: null }))
}
