import { type Floor, obstaclesTo, type Stay, seatsOf } from '@qtable/domain'
import { draftOf, tablesById } from '../floor/stays.ts'
import { inOrder } from '../floor/table-sets.ts'

/** Tables that a reservation could be planned at. */
export interface PlannableTables {
  tableIds: readonly string[]
  numbers: string
  seats: number
  /** Whether they are meant for a larger party. */
  isTooLarge: boolean
}

/** What to plan for: the time and the size. */
export interface PlanRequest {
  partySize: number
  /** In milliseconds. */
  from: number
  until: number
  /** The reservation itself, if it exists: it never blocks itself. */
  reservationId?: string | undefined
  /** The current time in milliseconds: seated parties block their tables until their turn ends. */
  now: number
}

/** The single tables and combinations that are free and large enough, fewest empty seats first. */
export function plannableTables(floor: Floor, { now, ...request }: PlanRequest): PlannableTables[] {
  const draft = draftOf(floor)
  const guestId = floor.reservations.get(request.reservationId ?? '')?.guestId
  const stay: Stay = { kind: 'booking', ...request, guestId }
  const sets = [
    ...[...floor.tables.values()].map((table) => [table]),
    ...[...floor.combinations.values()].map(({ tableIds }) => tablesById(floor, tableIds)),
  ]
  return sets
    .flatMap((tables): PlannableTables[] => {
      // The hours say something of the time, and nothing of a table.
      const obstacles = obstaclesTo(draft, tables, stay, now).filter(({ code }) => code !== 'outside_hours')
      if (obstacles.some(({ weight }) => weight !== 'warns')) return []
      return [
        {
          tableIds: tables.map(({ id }) => id),
          numbers: tables.map(({ tableNumber }) => tableNumber).join(' + '),
          seats: seatsOf(draft, tables).seats,
          isTooLarge: obstacles.length > 0,
        },
      ]
    })
    .sort(
      (a, b) =>
        Number(a.isTooLarge) - Number(b.isTooLarge) ||
        a.seats - b.seats ||
        a.tableIds.length - b.tableIds.length ||
        inOrder(a.numbers, b.numbers),
    )
}
