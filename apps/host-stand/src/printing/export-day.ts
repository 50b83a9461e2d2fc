import type { Client } from '@qtable/client'
import { type Floor, serviceDayAt } from '@qtable/domain'
import { toast } from '../ui/toaster.tsx'
import { words } from '../words.ts'
import { csvOf } from './csv.ts'

/** Saves this service day as a file for spreadsheets. */
export function exportDay(client: Client): void {
  const floor = client.view
  if (!floor) return
  const day = serviceDayAt(new Date(client.now()).toISOString(), floor.restaurant)
  const rows = dayRows(floor, day)
  // With a byte order mark, which tells Excel that it is UTF-8.
  const url = URL.createObjectURL(new Blob(['\uFEFF', csvOf([words.activity.csv.head, ...rows])], { type: 'text/csv' }))
  const link = document.createElement('a')
  link.href = url
  link.download = words.activity.csv.file(floor.restaurant.slug, day.date)
  link.click()
  setTimeout(() => URL.revokeObjectURL(url), 10_000)
  toast({ title: words.activity.csv.done(rows.length) })
}

/** Parties and reservations of a day, in the order of their time. */
export function dayRows(floor: Floor, { startsAt, endsAt }: { startsAt: string; endsAt: string }): string[][] {
  // A time that spreadsheets understand in every language: `2026-11-21 19:30`, in the restaurant's time zone.
  const stamp = new Intl.DateTimeFormat('sv-SE', {
    timeZone: floor.restaurant.timezone,
    dateStyle: 'short',
    timeStyle: 'short',
  })
  const at = (instant: string | null) => (instant === null ? '' : stamp.format(new Date(instant)))
  const numbers = (ids: readonly string[]) => ids.map((id) => floor.tables.get(id)?.tableNumber ?? '').join(' + ')
  const parties = [...floor.guests.values()].map((guest) => ({
    at: guest.joinedAt,
    row: [
      words.activity.csv.party,
      guest.name,
      String(guest.partySize),
      words.parties.statuses[guest.status],
      numbers(guest.tableIds.length > 0 ? guest.tableIds : (guest.endedFrom?.tableIds ?? [])),
      at(guest.joinedAt),
      at(guest.seatedAt),
      at(guest.finishedAt),
      guest.quotedMinutes === null ? '' : String(guest.quotedMinutes),
      guest.phone ?? '',
      guest.tags.join(', '),
      guest.notes,
    ],
  }))
  const booked = [...floor.reservations.values()]
    .filter((reservation) => reservation.startsAt >= startsAt && reservation.startsAt < endsAt)
    .map((reservation) => ({
      at: reservation.startsAt,
      row: [
        words.activity.csv.reservation,
        reservation.name,
        String(reservation.partySize),
        words.parties.statuses[reservation.status],
        numbers(reservation.tableIds),
        at(reservation.startsAt),
        '',
        '',
        '',
        reservation.phone ?? '',
        reservation.tags.join(', '),
        reservation.notes,
      ],
    }))
  return [...parties, ...booked].sort((a, b) => (a.at < b.at ? -1 : 1)).map(({ row }) => row)
}
