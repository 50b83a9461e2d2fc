import type { Draft } from '../draft.ts'
import type { Guest } from '../guests/guest.ts'
import { bookingsAt } from '../plans/obstacles.ts'
import { seatsOf } from '../plans/seats.ts'
import { Problem } from '../problems.ts'
import type { Reservation } from '../reservations/reservation.ts'
import type { Combination } from './combination.ts'
import type { Table } from './table.ts'

/** All reservations that plan a table, the earliest first. */
export function bookingsOf(draft: Draft, tableId: string): Reservation[] {
  return bookingsAt(draft, tableId, { from: Number.NEGATIVE_INFINITY, until: Number.POSITIVE_INFINITY })
}

/** Refuses what would take a table from those who sit or are booked there, or from a combination. */
export function mustBeFree(
  draft: Draft,
  table: Table,
  { combinations = [], bookings, force }: { combinations?: Combination[]; bookings: Reservation[]; force: boolean },
): void {
  const party = table.currentGuestId === null ? undefined : draft.guests.get(table.currentGuestId)
  const parties = party ? [party] : []
  mustNotBeInUse(draft, `Table ${table.tableNumber} is still used by`, { parties, combinations, bookings, force })
}

/** Makes a change of seats, and refuses it where those who sit or are booked at the tables fitted and no longer do. */
export function mustStillSeat(
  draft: Draft,
  tableIds: readonly string[],
  { force, change }: { force: boolean; change: () => void },
): void {
  const before = tooLargeAt(draft, tableIds)
  change()
  const after = tooLargeAt(draft, tableIds)
  mustNotBeInUse(draft, 'Too few seats would be left for', {
    parties: [...after.parties].filter((party) => !before.parties.has(party)),
    combinations: [],
    bookings: [...after.bookings].filter((booking) => !before.bookings.has(booking)),
    force,
  })
}

/** Who is larger than the seats of where they sit or are booked, among those at any of the tables. */
function tooLargeAt(draft: Draft, tableIds: readonly string[]): { parties: Set<Guest>; bookings: Set<Reservation> } {
  const isTooLarge = ({ partySize, tableIds: own }: { partySize: number; tableIds: readonly string[] }) =>
    partySize > seatsOf(draft, own.flatMap((id) => draft.tables.get(id) ?? [])).seats
  const tables = tableIds.flatMap((id) => draft.tables.get(id) ?? [])
  const parties = tables.flatMap(({ currentGuestId }) => draft.guests.get(currentGuestId ?? '') ?? [])
  const bookings = tableIds.flatMap((id) => bookingsOf(draft, id))
  return { parties: new Set(parties.filter(isTooLarge)), bookings: new Set(bookings.filter(isTooLarge)) }
}

interface Users {
  parties: Guest[]
  combinations: Combination[]
  bookings: Reservation[]
  /** Overrides bookings; nobody takes a table from those who sit there. */
  force: boolean
}

function mustNotBeInUse(draft: Draft, sentence: string, { parties, combinations, bookings, force }: Users): void {
  const users = [
    ...parties.map(({ id, name }) => ({ entity_type: 'guest', entity_id: id, name })),
    ...combinations.map(({ id, name }) => ({ entity_type: 'combination', entity_id: id, name })),
    ...bookings.map(({ id, name, startsAt }) => ({ entity_type: 'reservation', entity_id: id, name, startsAt })),
  ]
  if (users.length === 0) return
  if (force && parties.length === 0 && combinations.length === 0) {
    draft.forced = true
    return
  }
  const names = users.slice(0, 10).map(({ entity_type, name }) => `${entity_type} ${name}`)
  throw new Problem('in_use', `${sentence} ${names.join(', ')}`, { current: users.slice(0, 100) })
}
