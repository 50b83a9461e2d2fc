import { entities, floorOf, isArchivedType, type ListedType, listedTypes, Problem } from '@qtable/domain'
import type { Tx } from '../db/database.ts'
import { readHead } from './head.ts'
import { readLast } from './log.ts'
import { entityOfRow } from './read-entity.ts'
import type { Snapshot } from './snapshot.ts'

const ofTenant = "restaurant_id = current_setting('app.restaurant_id')::int"

// Prepared, because parsing and planning took a third of a load (measured).
const restaurantStatement = { name: 'restaurant', text: `select data from restaurants where ${ofTenant}` }
const floorStatement = {
  name: 'floor',
  text: listedTypes
    .map((type) => {
      const onFloor = isArchivedType(type) ? `${ofTenant} and not archived` : ofTenant
      return `select '${type}' as type, data from ${entities[type].plural} where ${onFloor}`
    })
    .join(' union all '),
}

/** Loads the floor from its rows; `not_found` where the restaurant does not exist. `tx` must be a snapshot. */
export async function loadFloor(tx: Tx, restaurantId: number): Promise<Snapshot> {
  const [head, last, restaurants, rows] = await Promise.all([
    readHead(tx),
    readLast(tx),
    tx.query<{ data: object }>(restaurantStatement),
    tx.query<{ type: ListedType; data: object }>(floorStatement),
  ])
  const [restaurant] = restaurants
  if (!head || !restaurant) throw new Problem('not_found', `There is no restaurant ${restaurantId}`)
  const floor = floorOf({
    version: head.version,
    committedAt: head.committedAt,
    restaurant: entityOfRow('restaurant', restaurant.data),
    entities: rows.map(({ type, data }) => ({ type, entity: entityOfRow(type, data) })),
  })
  return { floor, epoch: head.epoch, recent: last }
}
