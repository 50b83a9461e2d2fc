import {
  applyTransaction,
  type Change,
  type EntityOf,
  entities,
  entityOf,
  type Floor,
  floorOf,
  type ListedType,
  listedTypes,
  type Transaction,
} from '@qtable/domain'
import type { ChangesFrame, ServerMessage, WireChange } from '@qtable/protocol'

/** The floor as it is confirmed, and the place in the feed that it stands for. */
export interface Base {
  readonly epoch: string
  readonly cursor: string
  readonly floor: Floor
}

export type FullSync = Omit<Extract<ServerMessage, { type: 'full_sync' }>, 'type'>

/** A base as it is stored and sent between tabs: plain rows. */
export type StoredBase = FullSync

/** What became of a frame. */
export type Applied =
  | { kind: 'applied'; base: Base; transaction: Transaction | undefined }
  | { kind: 'older' }
  | { kind: 'gap' }

/** The base that a full sync gives. */
export function baseOf(full: FullSync): Base {
  const floor = floorOf({
    version: full.version,
    committedAt: full.timestamp,
    restaurant: full.restaurant,
    entities: listedTypes.flatMap((type) =>
      (full[entities[type].plural as keyof FullSync] as EntityOf<ListedType>[]).map((entity) => ({ type, entity })),
    ),
  })
  return { epoch: full.epoch, cursor: full.cursor, floor }
}

/** The rows of a base: `baseOf` gives it back. */
export function storedBase({ epoch, cursor, floor }: Base): StoredBase {
  return {
    restaurant_id: floor.restaurant.id,
    epoch,
    version: floor.version,
    cursor,
    timestamp: floor.committedAt,
    restaurant: floor.restaurant,
    sections: [...floor.sections.values()],
    tables: [...floor.tables.values()],
    combinations: [...floor.combinations.values()],
    guests: [...floor.guests.values()],
    reservations: [...floor.reservations.values()],
  }
}

/**
 * SY100: a frame counts where it links to the base, and only there. All of it is applied or nothing (SY14). Gives the
 * transaction that it was, with what each entity was before, unless it merges several.
 */
export function applyFrame(base: Base, frame: ChangesFrame): Applied {
  if (frame.version <= base.floor.version) return { kind: 'older' }
  if (frame.prev_version !== base.floor.version) return { kind: 'gap' }
  const changes = frame.changes as WireChange[]
  const floor = applyTransaction(base.floor, { version: frame.version, at: frame.timestamp, changes })
  return {
    kind: 'applied',
    base: { epoch: base.epoch, cursor: frame.cursor, floor },
    transaction: isMerged(frame) ? undefined : transactionOf(base.floor, frame),
  }
}

/** Whether a frame carries several versions (SY15). */
export function isMerged(frame: ChangesFrame): boolean {
  return frame.type === 'atomic_transaction_complete' && frame.merged === true
}

// Frames name neither the command nor the role that it needed. Both matter to an undo only, which the server judges
// again: here the least role is assumed.
function transactionOf(floor: Floor, frame: ChangesFrame): Transaction {
  return {
    id: frame.transaction_id,
    version: frame.version,
    at: frame.timestamp,
    actor: frame.actor,
    command: frame.command_ids.length > 1 ? 'batch' : '',
    commandIds: frame.command_ids,
    role: 'viewer',
    atomic: frame.type === 'atomic_transaction_complete',
    forced: false,
    changes: (frame.changes as WireChange[]).map((change) => withBefore(floor, change)),
  }
}

function withBefore(floor: Floor, change: WireChange): Change {
  const before = entityOf(floor, change.entity_type, change.entity_id)
  return before === undefined ? change : ({ ...change, before } as Change)
}
