import { type ArchivedType, entities, isArchivedType, listedTypes, type PastEntity } from '@qtable/domain'
import type { Tx } from '../db/database.ts'
import { entityOfRow } from './read-entity.ts'

/**
 * Those of the entities that have left the floor. A reservation comes with its party and a party with its reservation: to
 * the commands they are one.
 */
export async function readPast(tx: Tx, ids: readonly string[]): Promise<PastEntity[]> {
  const found = await readArchived(tx, ids)
  const known = new Set(found.map(({ entity }) => entity.id))
  const others = found.flatMap(otherHalf).filter((id) => !known.has(id))
  return others.length === 0 ? found : [...found, ...(await readArchived(tx, others))]
}

/** The id of the party of a reservation, or of the reservation of a party. */
export function otherHalf(past: PastEntity): string[] {
  const id = past.type === 'reservation' ? past.entity.guestId : past.entity.reservationId
  return id === null ? [] : [id]
}

const archivedTypes = listedTypes.filter(isArchivedType)

async function readArchived(tx: Tx, ids: readonly string[]): Promise<PastEntity[]> {
  const parts = archivedTypes.map(
    (type) => `select '${type}' as type, data from ${entities[type].plural}
      where restaurant_id = current_setting('app.restaurant_id')::int and id = any($1::uuid[]) and archived`,
  )
  const rows = await tx.query<{ type: ArchivedType; data: object }>(parts.join(' union all '), [ids])
  return rows.map(({ type, data }) => ({ type, entity: entityOfRow(type, data) }) as PastEntity)
}
