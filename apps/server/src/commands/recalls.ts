import type { Recalled } from '@qtable/domain'
import type { LoggedTransaction } from '../db/logged-transaction.ts'
import type { Journal } from '../journal/journal.ts'
import type { Snapshot } from '../journal/snapshot.ts'
import type { PendingChange } from './pending-change.ts'

/** The ids of transactions that the changes recall (an undo recalls its target) and that are not in memory. */
export function missingRecalls({ recent }: Snapshot, changes: readonly PendingChange[]): string[] {
  return changes.flatMap(({ recalls }) => recalls).filter((id) => !recent.some((transaction) => transaction.id === id))
}

/** Reads those transactions. */
export async function readRecalled(
  journal: Journal,
  snapshot: Snapshot,
  changes: readonly PendingChange[],
): Promise<ReadonlyMap<string, Recalled>> {
  const ids = missingRecalls(snapshot, changes)
  if (ids.length === 0) return new Map()
  const restaurantId = snapshot.floor.restaurant.id
  const found = await journal.transactions(restaurantId, ids)
  const recalled = found.map(async (transaction): Promise<[string, Recalled]> => {
    const supersededIds = await superseded(journal, restaurantId, transaction)
    return [transaction.id, { ...transaction, supersededIds }]
  })
  return new Map(await Promise.all(recalled))
}

// The ids that the transaction deleted and a later one of the log changed again.
async function superseded(
  journal: Journal,
  restaurantId: number,
  { id, changes }: LoggedTransaction,
): Promise<string[]> {
  const deleted = changes.filter(({ action }) => action === 'delete').map(({ entity_id }) => entity_id)
  const last = await Promise.all(
    deleted.map(async (entityId) => (await journal.activity(restaurantId, { entityId, limit: 1 }))[0]?.id),
  )
  return deleted.filter((_, i) => last[i] !== id)
}
