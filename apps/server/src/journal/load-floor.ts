import { type Entity, floorOf, type ListedType, Problem, type Restaurant } from '@qtable/domain'
import type { Tx } from '../db/database.ts'
import type { Snapshot } from './floors.ts'
import { readLast } from './log.ts'

const mine = "restaurant_id = current_setting('app.restaurant_id')::int"

/** How far a restaurant's log goes. */
export interface Head {
  version: number
  epoch: string
  /** When `version` was committed. */
  committedAt: string
  /** The transaction that made `version`; null where that is not known. */
  transactionId: string | null
}

/** The head of the restaurant of `tx`; undefined where it does not exist. */
export async function readHead(tx: Tx): Promise<Head | undefined> {
  const [row] = await tx.query<HeadRow>(headStatement)
  return row && headOf(row)
}

/** The heads of the restaurants whose clocks `tx` may read; those that do not exist are left out. */
export async function readHeads(tx: Tx, restaurantIds: readonly number[]): Promise<Map<number, Head>> {
  const rows = await tx.query<HeadRow>(`select ${headColumns} from clocks where restaurant_id = any($1::int[])`, [
    restaurantIds,
  ])
  return new Map(rows.map((row) => [row.restaurant_id, headOf(row)]))
}

interface HeadRow {
  restaurant_id: number
  version: number
  epoch: string
  committed_at: Date
  transaction_id: string | null
}

const headColumns = 'restaurant_id, version, epoch, committed_at, transaction_id'
const headStatement = { name: 'head', text: `select ${headColumns} from clocks where ${mine}` }

function headOf({ version, epoch, committed_at, transaction_id }: HeadRow): Head {
  return { version, epoch, committedAt: committed_at.toISOString(), transactionId: transaction_id }
}

interface EntityRow {
  type: ListedType
  data: Entity
}

// Prepared: to parse and plan them was a third of a load (measured).
const restaurantStatement = { name: 'restaurant', text: `select data from restaurants where ${mine}` }
const floorStatement = {
  name: 'floor',
  text: `select 'section' as type, data from sections where ${mine}
    union all select 'table', data from tables where ${mine}
    union all select 'combination', data from combinations where ${mine}
    union all select 'guest', data from guests where ${mine} and not archived
    union all select 'reservation', data from reservations where ${mine} and not archived`,
}

/** The floor from its rows. To be one instant, `tx` must be a snapshot. */
export async function loadFloor(tx: Tx, restaurantId: number): Promise<Snapshot> {
  const [head, last, restaurants, rows] = await Promise.all([
    readHead(tx),
    readLast(tx),
    tx.query<{ data: Restaurant }>(restaurantStatement),
    tx.query<EntityRow>(floorStatement),
  ])
  const [restaurant] = restaurants
  if (!head || !restaurant) throw new Problem('not_found', `There is no restaurant ${restaurantId}`)
  const floor = floorOf({
    version: head.version,
    committedAt: head.committedAt,
    restaurant: restaurant.data,
    entities: rows.map(({ type, data }) => ({ type, entity: data as Exclude<Entity, Restaurant> })),
  })
  return { floor, epoch: head.epoch, recent: last }
}
