import type { Floor, Guest, Reservation } from '@qtable/domain'
import { pageWords as words } from '../page-words.ts'

const say = words.activity.csv

/** The first row, in the order of the cells below it. */
export function headCells(): string[] {
  const { kind, name, size, status, tables, bookedFor, joined, seated, ended, quoted, phone, email, tags, notes } =
    say.head
  return [kind, name, size, status, tables, bookedFor, joined, seated, ended, quoted, phone, email, tags, notes]
}

/** Parties and reservations of a day in the order of their time, one row for each party, however it came. */
export function dayRows(floor: Floor, { startsAt, endsAt }: { startsAt: string; endsAt: string }): string[][] {
  const rowOf = openRows(floor)
  const parties = [...floor.guests.values()].map((guest) => {
    const booking = guest.reservationId === null ? undefined : floor.reservations.get(guest.reservationId)
    return rowOf({ guest, booking })
  })
  const expected = [...floor.reservations.values()]
    .filter((booking) => booking.startsAt >= startsAt && booking.startsAt < endsAt)
    .filter(({ guestId }) => guestId === null || !floor.guests.has(guestId))
    .map((booking) => rowOf({ booking }))
  return [...parties, ...expected].sort((a, b) => (a.at < b.at ? -1 : 1)).map(({ cells }) => cells)
}

type Party = { guest: Guest; booking: Reservation | undefined } | { guest?: never; booking: Reservation }

function openRows(floor: Floor): (party: Party) => { at: string; cells: string[] } {
  // A time that spreadsheets understand in every language: `2026-11-21 19:30`, in the restaurant's time zone.
  const stamp = new Intl.DateTimeFormat('sv-SE', {
    timeZone: floor.restaurant.timezone,
    dateStyle: 'short',
    timeStyle: 'short',
  })
  const time = (instant: string | null | undefined) => (instant ? stamp.format(new Date(instant)) : '')
  const numbers = (ids: readonly string[]) => ids.map((id) => floor.tables.get(id)?.tableNumber ?? '').join(' + ')

  return ({ guest, booking }) => {
    const { name, partySize, status, phone, email, tags, notes } = guest ?? booking
    const cells = [
      booking ? say.reservation : say.party,
      name,
      String(partySize),
      words.parties.statuses[status],
      numbers(guest ? tablesOf(guest) : booking.tableIds),
      time(booking?.startsAt),
      time(guest?.joinedAt),
      time(guest?.seatedAt),
      time(guest?.finishedAt),
      String(guest?.quotedMinutes ?? ''),
      phone ?? '',
      email ?? '',
      tags.map(words.parties.tag).join(', '),
      notes,
    ]
    return { at: guest?.joinedAt ?? booking?.startsAt ?? '', cells }
  }
}

/** Where a party sits, or sat when it ended. */
function tablesOf({ tableIds, endedFrom }: Guest): readonly string[] {
  return tableIds.length > 0 ? tableIds : (endedFrom?.tableIds ?? [])
}
