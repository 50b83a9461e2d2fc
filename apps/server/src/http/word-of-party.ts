import { entityOf, type Floor, Problem } from '@qtable/domain'
import { OfflineChange, spelled, updateBodies } from '@qtable/protocol'

/** An offline change of a party or a table, as far as it says who sits where. */
export interface SeatingChange {
  id: string
  type: 'guest' | 'table'
  data: Readonly<Record<string, unknown>>
}

/**
 * The place of the later change that says where a party goes, whose table the change at `nth` frees. A device that moves a
 * party may tell of its old table first. Freed alone, the table would end the stay of the party.
 */
export function wordOfParty(
  floor: Floor,
  changes: readonly (SeatingChange | undefined)[],
  nth: number,
): number | undefined {
  const freed = changes[nth]
  const partyId = freed && freesTable(freed) ? floor.tables.get(freed.id)?.currentGuestId : undefined
  if (!freed || !partyId) return undefined
  const isParty = (id: unknown) => typeof id === 'string' && entityOf(floor, 'guest', id.toLowerCase())?.id === partyId
  for (let i = nth + 1; i < changes.length; i++) {
    const row = changes[i]
    if (row?.type === 'guest' && isParty(row.id) && saysWhere(row)) return i
    if (row?.type === 'table' && row.id !== freed.id && isParty(row.data.currentGuestId)) return i
  }
  return undefined
}

/** What a change says of a party or a table; undefined where it is about something else, or cannot be read. */
export function seatingChange(sent: unknown, context: { restaurantId: number }): SeatingChange | undefined {
  try {
    const change = OfflineChange.safeParse(spelled(OfflineChange, sent, context)).data
    if (change?.action !== 'update') return undefined
    const { entity_type: type, entity_id: id, data = {} } = change
    if (type !== 'guest' && type !== 'table') return undefined
    return { type, id: id.toLowerCase(), data: spelled(updateBodies[type], data, context) as SeatingChange['data'] }
  } catch (error) {
    // It names another restaurant, and is refused when it runs.
    if (error instanceof Problem) return undefined
    throw error
  }
}

function freesTable({ type, data: { currentGuestId, status } }: SeatingChange): boolean {
  if (type !== 'table' || typeof currentGuestId === 'string') return false
  const meant = updateBodies.table.shape.status.safeParse(status).data
  return currentGuestId === null || meant === 'available' || meant === 'cleaning'
}

function saysWhere({ data }: SeatingChange): boolean {
  return ['status', 'tableId', 'tableIds'].some((field) => Object.hasOwn(data, field))
}
