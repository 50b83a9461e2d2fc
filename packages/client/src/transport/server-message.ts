import { entities, listedTypes } from '@qtable/domain'
import type { ServerMessage } from '@qtable/protocol'

type Fields = Record<string, unknown>
type Check = (value: unknown) => boolean

const isText: Check = (value) => typeof value === 'string'
const isFlag: Check = (value) => typeof value === 'boolean'
const isNumber: Check = (value) => typeof value === 'number' && Number.isFinite(value)
const isVersion: Check = (value) => Number.isSafeInteger(value) && (value as number) >= 0
const isRow: Check = (value) => typeof value === 'object' && value !== null && !Array.isArray(value)
const areRows: Check = (value) => Array.isArray(value) && value.every(isRow)
const areTexts: Check = (value) => Array.isArray(value) && value.every(isText)
// An older server does not send the lists of newer kinds of entities.
const areRowsIfAny: Check = (value) => value === undefined || areRows(value)

// A newer server sends kinds of entities that this version does not know. The replica leaves them out.
const isChange: Check = (value) => {
  const { entity_type, entity_id, action, data } = value as Fields
  return isText(entity_type) && isText(entity_id) && (action === 'delete' ? data === undefined : isRow(data))
}
const areChanges: Check = (value) => areRows(value) && (value as unknown[]).every(isChange)

const frame = {
  restaurant_id: isNumber,
  prev_version: isVersion,
  version: isVersion,
  cursor: isText,
  timestamp: isText,
  transaction_id: isText,
  command_ids: areTexts,
  actor: isRow,
  changes: areChanges,
}

// Only the fields that the client relies on. The schemas of the protocol are strict about the rest, and would refuse the
// entities of a newer server.
const messages: { [T in ServerMessage['type']]: Readonly<Record<string, Check>> } = {
  connection_confirmation: {
    restaurant_id: isNumber,
    epoch: isText,
    version: isVersion,
    timestamp: isText,
    heartbeat_interval: isNumber,
    token_expires_at: isText,
  },
  full_sync: {
    restaurant_id: isNumber,
    epoch: isText,
    version: isVersion,
    cursor: isText,
    timestamp: isText,
    restaurant: isRow,
    ...Object.fromEntries(listedTypes.map((type) => [entities[type].plural, areRowsIfAny])),
  },
  full_sync_part: { version: isVersion, offset: isNumber, reservations: areRows, has_more: isFlag },
  delta_update: frame,
  atomic_transaction_complete: frame,
  resumed: { from_version: isVersion, version: isVersion },
  resync_required: { reason: isText },
  ping: { timestamp: isText, version: isVersion },
  pong: {},
  token_expiring: { in: isNumber },
  server_draining: { reconnect_after_ms: isNumber },
  error: { code: isText, message: isText },
  command_result: { id: isText, status: isText },
}

/**
 * Reads a message of a server. `unknown` is a type that this client does not know and ignores. `broken` is no message of
 * a QTable server: nothing that follows it can be trusted.
 */
export function readServerMessage(text: unknown): ServerMessage | 'unknown' | 'broken' {
  let value: unknown
  try {
    value = typeof text === 'string' ? JSON.parse(text) : undefined
  } catch {
    return 'broken'
  }
  if (!isRow(value)) return 'broken'
  const { type } = value as Fields
  if (typeof type !== 'string') return 'broken'
  if (!Object.hasOwn(messages, type)) return 'unknown'
  return hasFieldsOf(type as ServerMessage['type'], value) ? (value as ServerMessage) : 'broken'
}

/** Whether a value has the fields of a message that the client relies on. HTTP answers and stored rows use it too. */
export function hasFieldsOf(type: ServerMessage['type'], value: unknown): boolean {
  return isRow(value) && Object.entries(messages[type]).every(([field, check]) => check((value as Fields)[field]))
}
