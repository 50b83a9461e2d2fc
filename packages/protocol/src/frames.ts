import { entityTypes, Id, RestaurantId } from '@qtable/domain'
import { z } from 'zod'
import { CursorText, Timestamp, Version } from './answers.ts'
import { ChangeBody } from './changes.ts'
import { OperationProblem } from './problem.ts'
import { FullSyncAnswer } from './sync.ts'

// Messages of the sockets, by the numbers of docs/sync-spec.md. They are loose: unknown fields are ignored on both sides.

const Actor = z.object({ id: z.string(), name: z.string() })

/** SY6: the first message of every socket. */
export const ConnectionConfirmation = z.object({
  type: z.literal('connection_confirmation'),
  connection_id: z.string(),
  restaurant_id: RestaurantId,
  epoch: z.uuid(),
  version: Version,
  timestamp: Timestamp,
  heartbeat_interval: z.number().describe('Seconds between the pings of the server'),
  token_expires_at: Timestamp,
})

/** SY7, SY23. */
export const FullSyncFrame = z.object({ type: z.literal('full_sync'), ...FullSyncAnswer.shape })

const changesFrame = {
  timestamp: Timestamp,
  restaurant_id: RestaurantId,
  prev_version: Version,
  version: Version,
  cursor: CursorText,
  transaction_id: Id,
  command_ids: z.array(Id),
  actor: Actor,
  changes: z.array(ChangeBody),
}

/** SY12: one entity, one plain change. */
export const DeltaUpdate = z.object({ type: z.literal('delta_update'), ...changesFrame, command_id: Id })

/** SY12, SY15: several entities, a batch, an atomic route, or several versions merged. */
export const AtomicTransactionComplete = z.object({
  type: z.literal('atomic_transaction_complete'),
  ...changesFrame,
  merged: z.literal(true).optional(),
})

/** SY20. */
export const Resumed = z.object({ type: z.literal('resumed'), from_version: Version, version: Version })

/** SY22, SY24. */
export const ResyncRequired = z.object({
  type: z.literal('resync_required'),
  reason: z.enum(['cursor_too_old', 'cursor_invalid', 'epoch']),
})
export type ResyncReason = z.infer<typeof ResyncRequired>['reason']

/** SY30. */
export const ServerPing = z.object({ type: z.literal('ping'), timestamp: Timestamp, version: Version })
/** SY31. */
export const Pong = z.object({ type: z.literal('pong'), id: z.unknown().optional(), timestamp: Timestamp })
/** SY40. */
export const TokenExpiring = z.object({ type: z.literal('token_expiring'), in: z.number().describe('Seconds') })
/** SY70. */
export const ServerDraining = z.object({ type: z.literal('server_draining'), reconnect_after_ms: z.number() })
/** What a client sent could not be used; the socket stays open. */
export const ErrorFrame = z.object({ type: z.literal('error'), code: z.string(), message: z.string() })

/** SY50. */
export const CommandResult = z.object({
  type: z.literal('command_result'),
  id: z.string(),
  status: z.enum(['applied', 'duplicate', 'rejected']),
  version: Version.optional(),
  error: OperationProblem.optional(),
})
export type CommandResult = z.infer<typeof CommandResult>

/** Every message that a server sends on `/ws/restaurant/sync`. */
export const ServerMessage = z.discriminatedUnion('type', [
  ConnectionConfirmation,
  FullSyncFrame,
  DeltaUpdate,
  AtomicTransactionComplete,
  Resumed,
  ResyncRequired,
  ServerPing,
  Pong,
  TokenExpiring,
  ServerDraining,
  ErrorFrame,
  CommandResult,
])
export type ServerMessage = z.infer<typeof ServerMessage>
export type ChangesFrame = z.infer<typeof DeltaUpdate> | z.infer<typeof AtomicTransactionComplete>

/** SY16: what a version is on `/realtime`. */
export const EntityEvent = z.object({
  type: z.string().regex(new RegExp(`^(${entityTypes.join('|')})_(created|updated|deleted)$`)),
  timestamp: Timestamp,
  restaurant_id: RestaurantId,
  prev_version: Version,
  version: Version,
  cursor: CursorText,
  transaction_id: Id,
  command_ids: z.array(Id),
  actor: Actor,
  data: z.record(z.string(), z.unknown()),
  guest: z.record(z.string(), z.unknown()).optional().describe('Where the version touched one'),
  table: z.record(z.string(), z.unknown()).optional().describe('Where the version touched one'),
  reservation: z.record(z.string(), z.unknown()).optional().describe('Where the version touched one'),
  archived: z.literal(true).optional().describe('On a deleted one: its service day ended, and the history keeps it'),
})
export type EntityEvent = z.infer<typeof EntityEvent>

/** Every message that a server sends on `/realtime`. */
export const RealtimeMessage = z.union([
  ConnectionConfirmation,
  FullSyncFrame,
  EntityEvent,
  AtomicTransactionComplete,
  Resumed,
  ResyncRequired,
  ServerPing,
  Pong,
  TokenExpiring,
  ServerDraining,
  ErrorFrame,
  CommandResult,
])
export type RealtimeMessage = z.infer<typeof RealtimeMessage>

const PingIn = z.object({ type: z.literal('ping'), id: z.union([z.string().max(100), z.number()]).optional() })
const PongIn = z.object({ type: z.literal('pong') })
const Ack = z.object({ type: z.literal('ack'), version: Version })
const AuthRefresh = z.object({ type: z.literal('auth_refresh'), token: z.string().max(4096) })
const Resume = z.object({ type: z.literal('resume'), cursor: z.string().max(1000) })
const FullSyncRequest = z.object({ type: z.literal('full_sync_request') })
// Loose, so that what is wrong with a command is the command's own failure and not the end of the socket.
const CommandIn = z.object({
  type: z.literal('command'),
  command: z
    .object({ id: z.string().max(64), type: z.unknown().optional(), payload: z.unknown().optional() })
    .describe('A Command'),
})

/** Every message that a client may send. */
export const ClientMessage = z.discriminatedUnion('type', [
  PingIn,
  PongIn,
  Ack,
  AuthRefresh,
  Resume,
  FullSyncRequest,
  CommandIn,
])
export type ClientMessage = z.infer<typeof ClientMessage>

/** The types that `ClientMessage` knows: any other is answered with `error` and ignored. */
export const clientMessageTypes: ReadonlySet<string> = new Set(
  ClientMessage.options.map((option) => option.shape.type.value),
)
