import { Draft, type Floor, holdsPlan, type Reservation, seatsOf, type Table } from '@qtable/domain'
import { turnMinutesOf } from '../tables/table-view.ts'

/** Tables that a reservation could be planned at. */
export interface PlannableTables {
  tableIds: readonly string[]
  numbers: string
  seats: number
}

/** What is to be planned: when, for how long, for how many. */
export interface WantedTime {
  partySize: number
  /** In milliseconds. */
  from: number
  until: number
  /** The reservation itself, where it is one already: it does not stand in its own way. */
  reservationId?: string | undefined
  /** The present, in milliseconds: who sits now is in the way until the end of their turn. */
  now: number
}

/** Single tables and combinations that are free then and that seat the party, fewest empty seats first. */
export function plannableTables(floor: Floor, wanted: WantedTime): PlannableTables[] {
  const busy = busyTables(floor, wanted)
  const draft = new Draft(floor, floor.committedAt)
  const sets = [
    ...[...floor.tables.values()].map((table) => [table]),
    ...[...floor.combinations.values()].map(({ tableIds }) => tableIds.flatMap((id) => floor.tables.get(id) ?? [])),
  ]
  return sets
    .filter((tables) => tables.every((table) => !busy.has(table.id) && table.status !== 'blocked'))
    .map((tables) => ({
      tableIds: tables.map(({ id }) => id),
      numbers: numbersOf(tables),
      seats: seatsOf(draft, tables),
    }))
    .filter(({ seats }) => seats >= wanted.partySize)
    .sort((a, b) => a.seats - b.seats || a.tableIds.length - b.tableIds.length || byNumber(a.numbers, b.numbers))
}

/** The tables that other reservations plan at that time, or where a party will probably still sit. */
function busyTables(floor: Floor, { from, until, reservationId, now }: WantedTime): ReadonlySet<string> {
  const busy = new Set<string>()
  for (const other of floor.reservations.values()) {
    if (other.id === reservationId || !holdsPlan(other)) continue
    if (startOf(other) < until && endOf(other) > from) for (const id of other.tableIds) busy.add(id)
  }
  for (const guest of floor.guests.values()) {
    if (guest.seatedAt === null || guest.tableIds.length === 0 || guest.reservationId === reservationId) continue
    const leaves = Math.max(now, Date.parse(guest.seatedAt) + turnMinutesOf(floor, guest) * 60_000)
    if (Date.parse(guest.seatedAt) < until && leaves > from) for (const id of guest.tableIds) busy.add(id)
  }
  return busy
}

/** Table numbers as people sort them: 2 before 10. */
export function byNumber(a: string, b: string): number {
  return a.localeCompare(b, undefined, { numeric: true })
}

function numbersOf(tables: readonly Table[]): string {
  return tables.map(({ tableNumber }) => tableNumber).join(' + ')
}

function startOf({ startsAt }: Reservation): number {
  return Date.parse(startsAt)
}

function endOf(reservation: Reservation): number {
  return startOf(reservation) + reservation.durationMinutes * 60_000
}
