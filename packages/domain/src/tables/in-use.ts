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

/**
 * Makes a change of seats, and refuses it where those who sit or are booked at the tables fitted and no longer do.
 * Those who have been there since before `since`, a version, do not count.
 */
export function mustStillSeat(
  draft: Draft,
  tableIds: readonly string[],
  { force, since = -1, change }: { force: boolean; since?: number; change: () => void },
): void {
  const users = [...new Set(tableIds.flatMap((id) => usersOf(draft, id)))].filter(
    (user) => user.version > since && fits(draft, user),
  )
  change()
  const cramped = new Set(users.filter((user) => !fits(draft, user)).map(({ id }) => id))
  const now = [...new Set(tableIds.flatMap((id) => usersOf(draft, id)))].filter(({ id }) => cramped.has(id))
  mustNotBeInUse(draft, 'Too few seats would be left for', {
    parties: now.filter((user) => 'joinedAt' in user),
    combinations: [],
    bookings: now.filter((user) => 'startsAt' in user),
    force,
  })
}

/** Who sits or is booked at a table. */
function usersOf(draft: Draft, tableId: string): (Guest | Reservation)[] {
  const party = draft.guests.get(draft.tables.get(tableId)?.currentGuestId ?? '')
  return [...(party ? [party] : []), ...bookingsOf(draft, tableId)]
}

function fits(draft: Draft, { partySize, tableIds }: Guest | Reservation): boolean {
  const tables = tableIds.flatMap((id) => draft.tables.get(id) ?? [])
  return partySize <= seatsOf(draft, tables).seats
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
