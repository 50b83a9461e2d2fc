import type { Change, Reservation, Table } from '@qtable/domain'
import { type ChangesFrame, type EntityEvent, mergedChanges, transactionSuffix, wireChange } from '@qtable/protocol'
import type { LoggedTransaction } from '../db/logged-transaction.ts'
import type { Snapshot } from '../journal/snapshot.ts'
import type { Cursors } from '../wire/cursors.ts'
import { fullSync } from '../wire/encoded-floor.ts'

/** The two socket endpoints: the same versions, in two ways of saying. */
export type Endpoint = 'sync' | 'realtime'

/** Whose history a frame tells of. */
export interface History {
  restaurantId: number
  epoch: string
  cursors: Cursors
}

/** One version as an endpoint says it (SY12, SY16). */
export function frameOf(endpoint: Endpoint, logged: LoggedTransaction, history: History): ChangesFrame | EntityEvent {
  switch (endpoint) {
    case 'sync':
      return changesFrame(logged, history)
    case 'realtime':
      return entityEvent(logged, history) ?? atomicFrame([logged], logged.changes.map(wireChange), history)
  }
}

/** Several versions as one frame, the same on both endpoints (SY15). The transactions are in order and without a gap. */
export function mergedFrame(transactions: readonly LoggedTransaction[], history: History): ChangesFrame {
  const changes = mergedChanges(transactions.flatMap((one) => one.changes))
  return { ...atomicFrame(transactions, changes, history), merged: true }
}

/** The whole floor (SY7, SY23). */
export function fullSyncFrame(snapshot: Snapshot, cursors: Cursors): object {
  return { type: 'full_sync', ...fullSync(snapshot, cursors) }
}

/**
 * A message as the bytes of a WebSocket text frame, header and all (RFC 6455, 5.2: final, unmasked): what every socket
 * of a restaurant gets is made once and written as it is.
 */
export function textFrame(message: object): Buffer {
  const text = JSON.stringify(message)
  const length = Buffer.byteLength(text)
  const head = length < 126 ? 2 : length < 65_536 ? 4 : 10
  // Not from the pool: a frame that is kept would keep its neighbours too.
  const bytes = Buffer.allocUnsafeSlow(head + length)
  bytes[0] = 0x81
  bytes[1] = head === 2 ? length : head === 4 ? 126 : 127
  if (head === 4) bytes.writeUInt16BE(length, 2)
  if (head === 10) bytes.writeBigUInt64BE(BigInt(length), 2)
  bytes.write(text, head)
  return bytes
}

function changesFrame(logged: LoggedTransaction, history: History): ChangesFrame {
  const changes = logged.changes.map(wireChange)
  const [commandId] = logged.commandIds
  if (logged.atomic || changes.length !== 1 || commandId === undefined) return atomicFrame([logged], changes, history)
  return { type: 'delta_update', ...linkOf([logged], history), command_id: commandId, changes } as ChangesFrame
}

function atomicFrame(
  transactions: readonly LoggedTransaction[],
  changes: ReturnType<typeof wireChange>[],
  history: History,
): ChangesFrame & { type: 'atomic_transaction_complete' } {
  return { type: 'atomic_transaction_complete', ...linkOf(transactions, history), changes }
}

function linkOf(transactions: readonly LoggedTransaction[], { restaurantId, epoch, cursors }: History) {
  const first = transactions[0]
  const last = transactions.at(-1)
  if (!first || !last) throw new Error('a frame without a version')
  return {
    timestamp: last.at,
    restaurant_id: restaurantId,
    prev_version: first.version - 1,
    version: last.version,
    cursor: cursors.encode({ restaurantId, epoch, version: last.version, suffix: transactionSuffix(last.id) }),
    transaction_id: last.id,
    command_ids: transactions.flatMap(({ commandIds }) => commandIds),
    actor: last.actor,
  }
}

const verbs = { create: 'created', update: 'updated', delete: 'deleted' } as const
const besides: ReadonlySet<string> = new Set(['guest', 'table', 'reservation'])

function entityEvent(logged: LoggedTransaction, history: History): EntityEvent | undefined {
  const named = namedBy(logged.changes)
  if (!named) return undefined
  const { entity_type, entity_id, action, data, archived } = named
  const shown = logged.changes.flatMap((change) =>
    change.data && besides.has(change.entity_type) ? [[change.entity_type, change.data] as const] : [],
  )
  return {
    type: `${entity_type}_${verbs[action]}`,
    ...linkOf([logged], history),
    data: { ...(data ?? { id: entity_id }) },
    ...Object.fromEntries(shown),
    [`${entity_type}Id`]: data?.id ?? entity_id,
    ...(archived ? { archived } : {}),
  }
}

// The change that an event can be named after, with all others told beside it; undefined where that would lose some.
function namedBy(changes: readonly Change[]): Change | undefined {
  const [only, ...others] = changes
  if (others.length === 0) return only
  const guests = changes.filter(({ entity_type }) => entity_type === 'guest')
  const [guest] = guests
  if (!guest || guests.length > 1) return undefined
  const rest = changes.filter((change) => change !== guest)
  const isTold = (change: Change) => change.data !== undefined && belongsTo(change, guest.entity_id)
  const areOfDifferentKinds = new Set(rest.map(({ entity_type }) => entity_type)).size === rest.length
  return areOfDifferentKinds && rest.every(isTold) ? guest : undefined
}

// Its table or its reservation, before or after.
function belongsTo({ entity_type, data, before }: Change, guestId: string): boolean {
  const states = [data, before]
  if (entity_type === 'table') return states.some((state) => (state as Table | undefined)?.currentGuestId === guestId)
  if (entity_type !== 'reservation') return false
  return states.some((state) => (state as Reservation | undefined)?.guestId === guestId)
}
