import { type EntityType, entityOf, isArchivedType, type PastEntity, type Recalled } from '@qtable/domain'
import type { LoggedTransaction } from '../db/logged-transaction.ts'
import type { Journal } from '../journal/journal.ts'
import type { Snapshot } from '../journal/snapshot.ts'
import type { PendingChange } from './pending-change.ts'

/** What decisions need beside the floor. The database has it, and this node does not hold it. */
export interface OutsideFloor {
  /** The transactions that changes recall (an undo its target), by their ids. */
  recalled: ReadonlyMap<string, Recalled>
  /** The entities that changes are about and that have left the floor. */
  past: readonly PastEntity[]
  /** Older transactions of entities, oldest first: they say who edited one last, and whether it was deleted. */
  edits: readonly LoggedTransaction[]
}

/** For changes that need nothing beside the floor. */
export const nothingOutside: OutsideFloor = { recalled: new Map(), past: [], edits: [] }

/** Whether decisions on `changes` need anything beside the floor. */
export function needsOutside(snapshot: Snapshot, changes: readonly PendingChange[]): boolean {
  return (
    missingRecalls(snapshot, changes).length > 0 ||
    missingSubjects(snapshot, changes).length > 0 ||
    recalledSubjects(snapshot, changes, nothingOutside.recalled).length > 0
  )
}

/** Reads what decisions on `changes` need beside the floor. */
export async function readOutside(
  journal: Journal,
  snapshot: Snapshot,
  changes: readonly PendingChange[],
): Promise<OutsideFloor> {
  const restaurantId = snapshot.floor.restaurant.id
  const transactionIds = missingRecalls(snapshot, changes)
  const recalled =
    transactionIds.length === 0 ? nothingOutside.recalled : await readRecalled(journal, restaurantId, transactionIds)
  const ids = [...missingSubjects(snapshot, changes), ...recalledSubjects(snapshot, changes, recalled)]
  if (ids.length === 0) return { ...nothingOutside, recalled }
  return { ...nothingOutside, recalled, past: await journal.past(restaurantId, [...new Set(ids)]) }
}

// Who edited a field last is found among the latest transactions of its entity, or not at all.
const editsPerEntity = 50

/** Reads the latest transactions of these entities, oldest first. */
export async function readEdits(
  journal: Journal,
  restaurantId: number,
  entityIds: readonly string[],
): Promise<LoggedTransaction[]> {
  const found = await Promise.all(
    entityIds.map((entityId) => journal.activity(restaurantId, { entityId, limit: editsPerEntity })),
  )
  return found.flat().sort((a, b) => a.version - b.version)
}

function missingRecalls({ recent }: Snapshot, changes: readonly PendingChange[]): string[] {
  return changes.flatMap(({ recalls }) => recalls).filter((id) => !recent.some((transaction) => transaction.id === id))
}

function missingSubjects(snapshot: Snapshot, changes: readonly PendingChange[]): string[] {
  const subjects = changes.flatMap(({ unit }) => unit.commands.flatMap((command) => command.subjects))
  return leftFloor(snapshot, subjects)
}

function recalledSubjects(
  snapshot: Snapshot,
  changes: readonly PendingChange[],
  recalled: OutsideFloor['recalled'],
): string[] {
  const ids = new Set(changes.flatMap(({ recalls }) => recalls))
  if (ids.size === 0) return []
  const transactions = [...snapshot.recent.filter(({ id }) => ids.has(id)), ...recalled.values()]
  return leftFloor(
    snapshot,
    transactions.flatMap(({ changes }) =>
      changes.map(({ entity_type, entity_id }) => ({ type: entity_type, id: entity_id })),
    ),
  )
}

function leftFloor({ floor }: Snapshot, subjects: readonly { type: EntityType; id: string }[]): string[] {
  return subjects.filter(({ type, id }) => isArchivedType(type) && !entityOf(floor, type, id)).map(({ id }) => id)
}

async function readRecalled(
  journal: Journal,
  restaurantId: number,
  ids: readonly string[],
): Promise<ReadonlyMap<string, Recalled>> {
  const found = await journal.transactions(restaurantId, ids)
  const recalled = found.map(async (transaction): Promise<[string, Recalled]> => {
    const supersededIds = await superseded(journal, restaurantId, transaction)
    return [transaction.id, { ...transaction, supersededIds }]
  })
  return new Map(await Promise.all(recalled))
}

// What it deleted, where the log has a later transaction of it.
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
