import { isDeepStrictEqual } from 'node:util'
import {
  type Change,
  type EntityType,
  entities,
  type Guest,
  isLiveReservation,
  type Reservation,
  type Table,
} from '@qtable/domain'
import type { LoggedTransaction } from './logged-transaction.ts'

/** Rows by the name of their table. */
type ByTable<T> = Record<string, T[]>

/** The tables that a reservation holds. */
interface Plan {
  reservation_id: string
  table_ids: readonly string[]
  /** Absent where it holds none. */
  starts_at?: string
  duration_minutes?: number
}

/** The row changes of an append, in the form of `qtable.append_transactions`. */
export interface AppendRows {
  /** Entities after the last transaction. */
  put: ByTable<NonNullable<Change['data']>>
  /** The ids of rows to delete. */
  remove: ByTable<string>
  /** The ids of rows that leave the floor and stay in the history. */
  archive: ByTable<string>
  /** How many rows change a seating. */
  seatChanges: number
  /** The plans that changed. */
  plans: Plan[]
}

/** The first and the last change of one entity. */
interface Net {
  first: Change
  last: Change
}

/** The row changes of transactions. An entity that several of them change is written once. */
export function rowsOf(transactions: readonly LoggedTransaction[]): AppendRows {
  const rows: AppendRows = { put: {}, remove: {}, archive: {}, seatChanges: 0, plans: [] }
  for (const { first, last } of netChanges(transactions)) {
    const table = entities[last.entity_type].plural
    const existed = first.action !== 'create'
    if (last.data) {
      addTo(rows.put, table, last.data)
    } else if (last.archived) {
      // The history keeps its last state, also one that an earlier of these transactions made.
      if (last.before && first !== last) addTo(rows.put, table, last.before)
      addTo(rows.archive, table, last.entity_id)
    } else if (existed) {
      addTo(rows.remove, table, last.entity_id)
    }
    if (changesSeats({ first, last })) rows.seatChanges += 1
    const plan = last.entity_type === 'reservation' ? changedPlan({ first, last }) : undefined
    if (plan) rows.plans.push(plan)
  }
  return rows
}

function netChanges(transactions: readonly LoggedTransaction[]): Iterable<Net> {
  const nets = new Map<string, Net>()
  for (const { changes } of transactions) {
    for (const change of changes) {
      const key = `${change.entity_type} ${change.entity_id}`
      nets.set(key, { first: nets.get(key)?.first ?? change, last: change })
    }
  }
  return nets.values()
}

function addTo<T>(rows: ByTable<T>, table: string, row: T): void {
  rows[table] ??= []
  rows[table].push(row)
}

function changesSeats({ first, last }: Net): boolean {
  return !isDeepStrictEqual(seatsOf(first.entity_type, first.before), seatsOf(last.entity_type, last.data))
}

/** The tables of a party, or the party of a table. */
function seatsOf(type: EntityType, entity: Change['data']): readonly string[] {
  if (type === 'guest') return (entity as Guest | undefined)?.tableIds ?? []
  const guestId = type === 'table' ? (entity as Table | undefined)?.currentGuestId : undefined
  return guestId ? [guestId] : []
}

/** The plan of a reservation after the changes; undefined where it is unchanged. */
function changedPlan({ first, last }: Net): Plan | undefined {
  const after = planOf(last.entity_id, last.data)
  const before = planOf(last.entity_id, first.before)
  const isKnown = first.action === 'create' || first.before !== undefined
  return isKnown && isDeepStrictEqual(before, after) ? undefined : after
}

function planOf(id: string, entity: Change['data']): Plan {
  const reservation = entity as Reservation | undefined
  if (!reservation || !isLiveReservation(reservation) || reservation.tableIds.length === 0) {
    return { reservation_id: id, table_ids: [] }
  }
  const { tableIds: table_ids, startsAt: starts_at, durationMinutes: duration_minutes } = reservation
  return { reservation_id: id, table_ids, starts_at, duration_minutes }
}
