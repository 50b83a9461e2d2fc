import type { Change, Reservation, Table } from '@qtable/domain'
import { type ChangesFrame, type EntityEvent, mergedChanges, transactionSuffix, wireChanges } from '@qtable/protocol'
import type { LoggedTransaction } from '../db/logged-transaction.ts'
import type { Cursors } from '../wire/cursors.ts'

/** The two socket endpoints: they send the same versions in two formats. */
export type Endpoint = 'sync' | 'realtime'

/** The restaurant and epoch that a frame belongs to, and the codec of its cursor. */
export interface FrameSource {
  restaurantId: number
  epoch: string
  cursors: Cursors
}

/** One version as a frame of an endpoint (SY12, SY16). */
export function frameOf(
  endpoint: Endpoint,
  logged: LoggedTransaction,
  source: FrameSource,
): ChangesFrame | EntityEvent {
  switch (endpoint) {
    case 'sync':
      return changesFrame(logged, source)
    case 'realtime':
      return entityEvent(logged, source) ?? atomicFrame([logged], wireChanges(logged.changes), source)
  }
}

/** Several versions as one frame, the same on both endpoints (SY15). The transactions are consecutive. */
export function mergedFrame(transactions: readonly LoggedTransaction[], source: FrameSource): ChangesFrame {
  const changes = mergedChanges(transactions.flatMap((one) => one.changes))
  return { ...atomicFrame(transactions, changes, source), merged: true }
}

/**
 * A message as the bytes of a WebSocket text frame, with its header (RFC 6455, 5.2: final, unmasked), so that a frame
 * for many sockets is encoded once and written as it is.
 */
export function textFrame(message: object): Buffer {
  return jsonFrame(JSON.stringify(message))
}

/** The same for a message that is JSON already. */
export function jsonFrame(text: string): Buffer {
  const length = Buffer.byteLength(text)
  const head = length < 126 ? 2 : length < 65_536 ? 4 : 10
  // Unpooled: a cached frame would keep the whole slab of the pool in memory.
  const bytes = Buffer.allocUnsafeSlow(head + length)
  bytes[0] = 0x81
  bytes[1] = head === 2 ? length : head === 4 ? 126 : 127
  if (head === 4) bytes.writeUInt16BE(length, 2)
  if (head === 10) bytes.writeBigUInt64BE(BigInt(length), 2)
  bytes.write(text, head)
  return bytes
}

function changesFrame(logged: LoggedTransaction, source: FrameSource): ChangesFrame {
  const changes = wireChanges(logged.changes)
  const [commandId] = logged.commandIds
  if (logged.atomic || changes.length !== 1 || commandId === undefined) return atomicFrame([logged], changes, source)
  return { type: 'delta_update', ...linkOf([logged], source), command_id: commandId, changes } as ChangesFrame
}

function atomicFrame(
  transactions: readonly LoggedTransaction[],
  changes: ReturnType<typeof wireChanges>,
  source: FrameSource,
): ChangesFrame & { type: 'atomic_transaction_complete' } {
  return { type: 'atomic_transaction_complete', ...linkOf(transactions, source), changes }
}

function linkOf(transactions: readonly LoggedTransaction[], { restaurantId, epoch, cursors }: FrameSource) {
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
const attachedTypes: ReadonlySet<string> = new Set(['guest', 'table', 'reservation'])

function entityEvent(logged: LoggedTransaction, source: FrameSource): EntityEvent | undefined {
  const changes = logged.changes.filter(({ history }) => !history)
  const subject = subjectOf(changes)
  if (!subject) return undefined
  const { entity_type, entity_id, action, data, archived } = subject
  const attached = changes.flatMap((change) =>
    change.data && attachedTypes.has(change.entity_type) ? [[change.entity_type, change.data] as const] : [],
  )
  return {
    type: `${entity_type}_${verbs[action]}`,
    ...linkOf([logged], source),
    data: { ...(data ?? { id: entity_id }) },
    ...Object.fromEntries(attached),
    [`${entity_type}Id`]: data?.id ?? entity_id,
    ...(archived ? { archived } : {}),
  }
}

// The change that names the event, if the event can carry all the others; undefined if it would lose one.
function subjectOf(changes: readonly Change[]): Change | undefined {
  const [only, ...others] = changes
  if (others.length === 0) return only
  const guests = changes.filter(({ entity_type }) => entity_type === 'guest')
  const [guest] = guests
  if (!guest || guests.length > 1) return undefined
  const rest = changes.filter((change) => change !== guest)
  const isAttached = (change: Change) => change.data !== undefined && belongsTo(change, guest.entity_id)
  const hasOneOfEachType = new Set(rest.map(({ entity_type }) => entity_type)).size === rest.length
  return hasOneOfEachType && rest.every(isAttached) ? guest : undefined
}

// Whether the change is of the party's table or reservation, before or after the change.
function belongsTo({ entity_type, data, before }: Change, guestId: string): boolean {
  const states = [data, before]
  if (entity_type === 'table') return states.some((state) => (state as Table | undefined)?.currentGuestId === guestId)
  if (entity_type !== 'reservation') return false
  return states.some((state) => (state as Reservation | undefined)?.guestId === guestId)
}
