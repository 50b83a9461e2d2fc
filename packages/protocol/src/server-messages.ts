import { entities, entityTypes, exampleIds, Id, RestaurantId } from '@qtable/domain'
import { z } from 'zod'
import { ActorBody, CursorText, Timestamp, Version, Warnings } from './answer-fields.ts'
import { ChangeBody, exampleChange } from './changes.ts'
import { entityBodies } from './entities.ts'
import { exampleCursor, exampleTimestamp } from './examples.ts'
import { FullSyncFrame, FullSyncPart } from './full-sync-frames.ts'
import { OperationProblem } from './problem.ts'
import { CommandOutcome } from './sync.ts'

// The messages that a server sends, by the rules of docs/sync-spec.md. They are loose: clients ignore unknown fields.

/** SY6. */
export const ConnectionConfirmation = z
  .object({
    type: z.literal('connection_confirmation'),
    connection_id: z.string(),
    restaurant_id: RestaurantId,
    epoch: z.uuid(),
    version: Version,
    timestamp: Timestamp,
    heartbeat_interval: z.number().describe('Seconds between the pings of the server'),
    token_expires_at: Timestamp,
  })
  .meta({
    id: 'ConnectionConfirmation',
    description: 'The first message of every socket',
    examples: [
      {
        type: 'connection_confirmation',
        connection_id: exampleIds.connection,
        restaurant_id: 1,
        epoch: exampleIds.epoch,
        version: 812,
        timestamp: exampleTimestamp,
        heartbeat_interval: 30,
        token_expires_at: '2026-05-01T18:20:41Z',
      },
    ],
  })

const transactionFields = {
  timestamp: Timestamp,
  restaurant_id: RestaurantId,
  prev_version: Version,
  version: Version,
  cursor: CursorText,
  transaction_id: Id,
  command_ids: z.array(Id),
  actor: ActorBody,
}

const exampleFields = {
  timestamp: exampleTimestamp,
  restaurant_id: 1,
  prev_version: 811,
  version: 812,
  cursor: exampleCursor,
  transaction_id: exampleIds.transaction,
  command_ids: [exampleIds.command],
  actor: { id: exampleIds.user, name: 'Mina' },
}

/** SY12. */
export const DeltaUpdate = z
  .object({ type: z.literal('delta_update'), ...transactionFields, changes: z.array(ChangeBody), command_id: Id })
  .meta({
    id: 'DeltaUpdate',
    description: 'A version that changes one entity',
    examples: [{ type: 'delta_update', ...exampleFields, changes: [exampleChange()], command_id: exampleIds.command }],
  })

/** SY12, SY15. */
export const AtomicTransactionComplete = z
  .object({
    type: z.literal('atomic_transaction_complete'),
    ...transactionFields,
    changes: z.array(ChangeBody),
    merged: z.literal(true).optional().describe('The frame stands for several versions'),
  })
  .meta({
    id: 'AtomicTransactionComplete',
    description: 'A version that changes several entities or came from a batch, or several versions merged',
    examples: [
      {
        type: 'atomic_transaction_complete',
        ...exampleFields,
        changes: [exampleChange('table'), exampleChange('guest')],
      },
    ],
  })

/** SY20. */
export const Resumed = z.object({ type: z.literal('resumed'), from_version: Version, version: Version }).meta({
  id: 'Resumed',
  description: 'The stream continues from the cursor; what is missing follows',
  examples: [{ type: 'resumed', from_version: 790, version: 812 }],
})

/** SY22, SY24. */
export const ResyncRequired = z
  .object({
    type: z.literal('resync_required'),
    reason: z.enum(['cursor_too_old', 'cursor_invalid', 'epoch', 'frame_too_large']).meta({ id: 'ResyncReason' }),
  })
  .meta({
    id: 'ResyncRequired',
    description: 'The stream cannot continue: a full sync follows, or on /realtime the close code 4410',
    examples: [{ type: 'resync_required', reason: 'cursor_too_old' }],
  })
export type ResyncReason = z.infer<typeof ResyncRequired>['reason']

/** SY30. */
export const ServerPing = z.object({ type: z.literal('ping'), timestamp: Timestamp, version: Version }).meta({
  id: 'ServerPing',
  description: 'Sent once in each heartbeat interval',
  examples: [{ type: 'ping', timestamp: exampleTimestamp, version: 812 }],
})

/** SY31. */
export const Pong = z
  .object({
    type: z.literal('pong'),
    id: z.unknown().optional().describe('The id of the ping'),
    timestamp: Timestamp,
  })
  .meta({
    id: 'Pong',
    description: 'The answer to a ping',
    examples: [{ type: 'pong', id: 7, timestamp: exampleTimestamp }],
  })

/** SY40. */
export const TokenExpiring = z.object({ type: z.literal('token_expiring'), in: z.number().describe('Seconds') }).meta({
  id: 'TokenExpiring',
  description: 'The access token expires soon: send `auth_refresh`',
  examples: [{ type: 'token_expiring', in: 60 }],
})

/** SY70. */
export const ServerDraining = z.object({ type: z.literal('server_draining'), reconnect_after_ms: z.number() }).meta({
  id: 'ServerDraining',
  description: 'The server stops: connect again after this time',
  examples: [{ type: 'server_draining', reconnect_after_ms: 740 }],
})

/** A message of the client was refused; the socket stays open. */
export const ErrorFrame = z.object({ type: z.literal('error'), code: z.string(), message: z.string() }).meta({
  id: 'ErrorFrame',
  description: 'A message of the client was refused; the socket stays open',
  examples: [{ type: 'error', code: 'malformed', message: 'There is no message of the type subscribe' }],
})

/** SY50. */
export const CommandResult = z
  .object({
    type: z.literal('command_result'),
    id: z.string().describe('The id of the command'),
    status: CommandOutcome,
    version: Version.optional(),
    warnings: Warnings,
    error: OperationProblem.optional(),
  })
  .meta({
    id: 'CommandResult',
    description: 'What became of a command',
    examples: [
      {
        type: 'command_result',
        id: exampleIds.command,
        status: 'rejected',
        error: { code: 'table_occupied', detail: 'Table 12 is taken' },
      },
    ],
  })
export type CommandResult = z.infer<typeof CommandResult>

/** Every message that a server sends on `/ws/restaurant/sync`. */
export const ServerMessage = z.discriminatedUnion('type', [
  ConnectionConfirmation,
  FullSyncFrame,
  FullSyncPart,
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

const entityEvents = entityTypes.flatMap((type) => [
  `${type}_created` as const,
  `${type}_updated` as const,
  `${type}_deleted` as const,
])

/** SY16. */
export const EntityEvent = z
  .object({
    type: z.enum(entityEvents).meta({ id: 'EntityEventType' }),
    ...transactionFields,
    data: z.record(z.string(), z.unknown()).describe('The entity; of a deleted one only its id'),
    guest: entityBodies.guest.optional().describe('Where the version changed one'),
    table: entityBodies.table.optional().describe('Where the version changed one'),
    reservation: entityBodies.reservation.optional().describe('Where the version changed one'),
    archived: z.literal(true).optional().describe('On delete: its service day ended, and the history keeps it'),
  })
  .meta({
    id: 'EntityEvent',
    description: 'A version as an event of the entity that it is about; `<entity>Id` is the id of that entity',
    examples: [
      {
        type: 'guest_updated',
        ...exampleFields,
        data: entities.guest.example,
        guest: entities.guest.example,
        table: entities.table.example,
        guestId: exampleIds.guest,
      },
    ],
  })
export type EntityEvent = z.infer<typeof EntityEvent>

/** Every message that a server sends on `/realtime`. */
export const RealtimeMessage = z.union([
  ...ServerMessage.options.filter(
    (option): option is Exclude<typeof option, typeof DeltaUpdate> => option !== DeltaUpdate,
  ),
  EntityEvent,
])
export type RealtimeMessage = z.infer<typeof RealtimeMessage>
