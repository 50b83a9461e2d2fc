import {
  type EntityType,
  entityOf,
  isArchivedType,
  type PastEntity,
  type Recalled,
  type UnitBudgets,
} from '@qtable/domain'
import type { LoggedTransaction } from '../db/logged-transaction.ts'
import type { Journal } from '../journal/journal.ts'
import type { Snapshot } from '../journal/snapshot.ts'
import type { PendingChange } from './pending-change.ts'

/** What decisions need beside the floor. The database has it, and this node does not hold it. */
export interface OutsideFloor {
  /** The transactions that changes recall (an undo its target), by their ids. */
  recalled: ReadonlyMap<string, Recalled>
  /** Those that were not read, because a change would recall more bytes than one may hold, with the bytes. */
  tooLarge: ReadonlyMap<string, number>
  /** The entities that changes are about and that have left the floor. */
  past: readonly PastEntity[]
  /** Older transactions of entities, oldest first: they say who edited one last, and whether it was deleted. */
  edits: readonly LoggedTransaction[]
}

/** For changes that need nothing beside the floor. */
export const nothingOutside: OutsideFloor = { recalled: new Map(), tooLarge: new Map(), past: [], edits: [] }

/** Whether decisions on `changes` need anything beside the floor. */
export function needsOutside(snapshot: Snapshot, changes: readonly PendingChange[]): boolean {
  return (
    missingRecalls(snapshot, changes).length > 0 ||
    missingSubjects(snapshot, changes).length > 0 ||
    recalledSubjects(snapshot, changes, nothingOutside.recalled).length > 0
  )
}

/** Reads what decisions on `changes` need beside the floor: of what a change recalls, as much as `budgets` allow. */
export async function readOutside(
  journal: Journal,
  snapshot: Snapshot,
  changes: readonly PendingChange[],
  budgets: UnitBudgets = {},
): Promise<OutsideFloor> {
  const restaurantId = snapshot.floor.restaurant.id
  const recalled = new Map<string, Recalled>()
  const tooLarge = new Map<string, number>()
  // One after another: of many changes that recall, each holds one connection in turn.
  for (const change of changes) {
    const missing = missingRecalls(snapshot, [change])
    // A change that recalls too many is refused, so nothing is read for it.
    const isRefused = change.recalls.length > (budgets.recalls?.limit ?? Number.POSITIVE_INFINITY)
    if (missing.length === 0 || isRefused) continue
    const maxBytes = budgets.bytes?.limit ?? Number.MAX_SAFE_INTEGER
    const found = await journal.transactions(restaurantId, missing, maxBytes)
    for (const { id, bytes } of found.tooLarge) tooLarge.set(id, bytes)
    for (const transaction of found.transactions) {
      const supersededIds = await superseded(journal, restaurantId, transaction)
      recalled.set(transaction.id, { ...transaction, supersededIds })
    }
  }
  const ids = [...missingSubjects(snapshot, changes), ...recalledSubjects(snapshot, changes, recalled)]
  const past = ids.length === 0 ? [] : await journal.past(restaurantId, [...new Set(ids)])
  return { recalled, tooLarge, past, edits: [] }
}

// Who edited a field last is found among the latest transactions of its entity, or not at all.
const editsPerEntity = 50
// Of more entities than this the answer does not say who edited last: each is a query.
const entitiesWithEdits = 20

/** Reads the latest transactions of these entities, oldest first. */
export async function readEdits(
  journal: Journal,
  restaurantId: number,
  entityIds: readonly string[],
): Promise<LoggedTransaction[]> {
  const found: LoggedTransaction[] = []
  for (const entityId of [...new Set(entityIds)].slice(0, entitiesWithEdits)) {
    const { transactions } = await journal.activity(restaurantId, { entityId, limit: editsPerEntity })
    // A batch holds hundreds of changes, and one of them is looked for.
    for (const one of transactions) {
      found.push({ ...one, changes: one.changes.filter(({ entity_id }) => entity_id === entityId) })
    }
  }
  return found.sort((a, b) => a.version - b.version)
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

// What it deleted, where the log has a later transaction of it.
async function superseded(
  journal: Journal,
  restaurantId: number,
  { version, changes }: LoggedTransaction,
): Promise<string[]> {
  const deleted = changes.filter(({ action }) => action === 'delete').map(({ entity_id }) => entity_id)
  return deleted.length === 0 ? [] : journal.changedSince(restaurantId, deleted, version)
}
