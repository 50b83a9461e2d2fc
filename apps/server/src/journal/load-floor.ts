import { type Entity, floorOf, type ListedType, Problem, type Restaurant } from '@qtable/domain'
import type { Tx } from '../db/database.ts'
import type { Snapshot } from './floors.ts'

const mine = "restaurant_id = current_setting('app.restaurant_id')::int"

/** How far a restaurant's log goes. */
export interface Head {
  version: number
  epoch: string
  /** When `version` was committed. */
  committedAt: string
}

/** The head of the restaurant of `tx`; undefined where it does not exist. */
export async function readHead(tx: Tx): Promise<Head | undefined> {
  const [row] = await tx.query<{ version: number; epoch: string; committed_at: Date }>(
    `select version, epoch, committed_at from clocks where ${mine}`,
  )
  return row && { version: row.version, epoch: row.epoch, committedAt: row.committed_at.toISOString() }
}

interface EntityRow {
  type: ListedType
  data: Entity
}

/** The floor from its rows. To be one instant, `tx` must be a snapshot. */
export async function loadFloor(tx: Tx, restaurantId: number): Promise<Snapshot> {
  const [head, restaurants, rows] = await Promise.all([
    readHead(tx),
    tx.query<{ data: Restaurant }>(`select data from restaurants where ${mine}`),
    tx.query<EntityRow>(
      `select 'section' as type, data from sections where ${mine}
       union all select 'table', data from tables where ${mine}
       union all select 'combination', data from combinations where ${mine}
       union all select 'guest', data from guests where ${mine} and not archived
       union all select 'reservation', data from reservations where ${mine} and not archived`,
    ),
  ])
  const [restaurant] = restaurants
  if (!head || !restaurant) throw new Problem('not_found', `There is no restaurant ${restaurantId}`)
  const floor = floorOf({
    version: head.version,
    committedAt: head.committedAt,
    restaurant: restaurant.data,
    entities: rows.map(({ type, data }) => ({ type, entity: data as Exclude<Entity, Restaurant> })),
  })
  return { floor, epoch: head.epoch, recent: [] }
}
