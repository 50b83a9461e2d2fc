import {
  applyTransaction,
  type Change,
  completeEntity,
  type EntityOf,
  entities,
  entityOf,
  type Floor,
  floorOf,
  type ListedType,
  listedTypes,
  listOf,
  type Transaction,
} from '@qtable/domain'
import type { ChangesFrame, WireChange } from '@qtable/protocol'
import type { StoredBase } from '../storage/storage.ts'

/** The floor as it is confirmed, and its place in the feed. */
export interface Base {
  readonly epoch: string
  readonly cursor: string
  readonly floor: Floor
}

/** A full sync, from any server version: one that knows fewer kinds of entities sends fewer lists. */
export type FullSync = StoredBase

/** The base of a full sync. Fields that an older server does not have get their defaults. */
export function baseOf(full: FullSync): Base {
  const floor = floorOf({
    version: full.version,
    committedAt: full.timestamp,
    restaurant: completeEntity('restaurant', full.restaurant),
    entities: listedTypes.flatMap((type) =>
      (rowsOf(full, type) ?? []).map((row) => ({ type, entity: completeEntity(type, row) })),
    ),
  })
  return { epoch: full.epoch, cursor: full.cursor, floor }
}

/**
 * The base that a device stored, also by an older app version: new fields get their defaults. Undefined where a kind of
 * entity is missing. The older version skipped such entities, so that only a full sync brings them.
 */
export function baseOfStored(stored: StoredBase): Base | undefined {
  return listedTypes.every((type) => rowsOf(stored, type)) ? baseOf(stored) : undefined
}

/** The rows of a base; `baseOf` reads them. */
export function storedBase({ epoch, cursor, floor }: Base): StoredBase {
  const lists = listedTypes.map((type) => [entities[type].plural, [...listOf(floor, type).values()]])
  return {
    restaurant_id: floor.restaurant.id,
    epoch,
    version: floor.version,
    cursor,
    timestamp: floor.committedAt,
    restaurant: floor.restaurant,
    ...Object.fromEntries(lists),
  } as StoredBase
}

function rowsOf(full: FullSync, type: ListedType): readonly EntityOf<ListedType>[] | undefined {
  return full[entities[type].plural]
}

/** What became of a frame. */
export type FrameResult =
  | { outcome: 'older' }
  | { outcome: 'gap' }
  | {
      outcome: 'applied'
      base: Base
      changes: WireChange[]
      /** The transaction with each entity before it; undefined where the frame does not hold one whole transaction. */
      transaction: Transaction | undefined
    }

/** Applies a frame that links to the base, and no other (SY100): all of it or nothing (SY14). */
export function applyFrame(base: Base, frame: ChangesFrame): FrameResult {
  if (frame.version <= base.floor.version) return { outcome: 'older' }
  if (frame.prev_version !== base.floor.version) return { outcome: 'gap' }
  const changes = changesOf(frame)
  const floor = applyTransaction(base.floor, { version: frame.version, at: frame.timestamp, changes })
  const isWhole = !isMerged(frame) && changes.length === frame.changes.length
  return {
    outcome: 'applied',
    base: { epoch: base.epoch, cursor: frame.cursor, floor },
    changes,
    transaction: isWhole ? transactionOf(base.floor, frame, changes) : undefined,
  }
}

/** Whether a frame carries several versions (SY15). */
export function isMerged(frame: ChangesFrame): boolean {
  return frame.type === 'atomic_transaction_complete' && frame.merged === true
}

/**
 * The changes of a frame, from any server version: fields that it does not have get their defaults, and kinds of entities
 * that this version does not know are left out.
 */
export function changesOf(frame: ChangesFrame): WireChange[] {
  return (frame.changes as WireChange[])
    .filter(({ entity_type }) => Object.hasOwn(entities, entity_type))
    .map(completeChange)
}

function completeChange(change: WireChange): WireChange {
  if (!change.data) return change
  const data = completeEntity(change.entity_type, change.data)
  return data === change.data ? change : ({ ...change, data } as WireChange)
}

// A frame names neither the command nor the role that it needed. Only an undo uses them: here it assumes the least role,
// and the server judges it again.
function transactionOf(floor: Floor, frame: ChangesFrame, changes: readonly WireChange[]): Transaction {
  return {
    id: frame.transaction_id,
    version: frame.version,
    at: frame.timestamp,
    doneAt: frame.timestamp,
    actor: frame.actor,
    command: frame.command_ids.length > 1 ? 'batch' : '',
    commandIds: frame.command_ids,
    role: 'viewer',
    atomic: frame.type === 'atomic_transaction_complete',
    forced: false,
    changes: changes.map((change) => withBefore(floor, change)),
  }
}

function withBefore(floor: Floor, change: WireChange): Change {
  const before = entityOf(floor, change.entity_type, change.entity_id)
  return before === undefined ? change : ({ ...change, before } as Change)
}
