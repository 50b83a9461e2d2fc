import { type Floor, openDraft, seatsOf } from '@qtable/domain'
import { busyTables } from '../floor/table-plans.ts'
import { byTableNumber } from '../floor/table-sets.ts'
import type { TimeSpan } from '../floor/time-span.ts'

/** Tables that a reservation could be planned at. */
export interface PlannableTables {
  tableIds: readonly string[]
  numbers: string
  seats: number
}

/** What to plan for: the time and the size. */
export interface PlanRequest extends TimeSpan {
  partySize: number
  /** The reservation itself, if it exists: it never blocks itself. */
  reservationId?: string | undefined
  /** The current time in milliseconds: seated parties block their tables until their turn ends. */
  now: number
}

/** The single tables and combinations that are free and large enough, fewest empty seats first. */
export function plannableTables(floor: Floor, request: PlanRequest): PlannableTables[] {
  const busy = busyTables(floor, request, request)
  const draft = openDraft(floor, floor.committedAt)
  const sets = [
    ...[...floor.tables.values()].map((table) => [table]),
    ...[...floor.combinations.values()].map(({ tableIds }) => tableIds.flatMap((id) => floor.tables.get(id) ?? [])),
  ]
  return sets
    .filter((tables) => tables.every((table) => !busy.has(table.id) && table.status !== 'blocked'))
    .map((tables) => ({
      tableIds: tables.map(({ id }) => id),
      numbers: tables.map(({ tableNumber }) => tableNumber).join(' + '),
      seats: seatsOf(draft, tables).seats,
    }))
    .filter(({ seats }) => seats >= request.partySize)
    .sort((a, b) => a.seats - b.seats || a.tableIds.length - b.tableIds.length || byTableNumber(a.numbers, b.numbers))
}
