import type { Draft } from '../draft.ts'
import type { Guest } from '../guests/guest.ts'
import type { CommandAuthor } from '../plans/claims.ts'
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

/**
 * Refuses to take a table from a party that sits there, from a combination, or from those who are booked there. To be asked
 * at the end of the unit, because a later command may free it. Gives the bookings from which `force` takes it.
 */
export function mustBeUnused(
  draft: Draft,
  { id, tableNumber }: Pick<Table, 'id' | 'tableNumber'>,
  { guestId, combinations = [], force, author }: Use,
): Reservation[] {
  const party = guestId === null ? undefined : draft.guests.get(guestId)
  const parties = party?.tableIds.includes(id) ? [party] : []
  // A booking that a later command put there is judged by itself.
  const bookings = bookingsOf(draft, id).filter((one) => !draft.claims.isLater(one.id, author))
  mustNotBeInUse(draft, `Table ${tableNumber} is still used by`, { parties, combinations, bookings, force })
  return bookings
}

interface Use {
  /** Who sat there when the command ran. */
  guestId: string | null
  combinations?: Combination[]
  force: boolean
  /** The command that takes the table. */
  author: CommandAuthor
}

/**
 * Makes a change of seats, and refuses it at the end of the unit where those who sit or are booked at the tables fitted
 * before and do not fit then. Those who have been there since before `since`, a version, do not count.
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
  if (users.length === 0) return
  const { author } = draft.claims
  const fitted = new Set(users.map(({ id }) => id))
  draft.checkAtEnd(() => {
    const isCramped = (user: Guest | Reservation) =>
      fitted.has(user.id) && !draft.claims.isSizedLater(user.id, author) && !fits(draft, user)
    const cramped = [...new Set(tableIds.flatMap((id) => usersOf(draft, id)))].filter(isCramped)
    mustNotBeInUse(draft, 'Too few seats would be left for', {
      parties: cramped.filter((user) => 'joinedAt' in user),
      combinations: [],
      bookings: cramped.filter((user) => 'startsAt' in user),
      force,
    })
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
