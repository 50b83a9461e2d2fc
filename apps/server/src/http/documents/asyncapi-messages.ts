import { commandTypes, entities, exampleIds, type ProblemCode } from '@qtable/domain'
import {
  AtomicTransactionComplete,
  ClientMessage,
  CommandResult,
  ConnectionConfirmation,
  DeltaUpdate,
  EntityEvent,
  ErrorFrame,
  exampleChange,
  exampleCursor,
  exampleTimestamp,
  FullSyncAnswer,
  FullSyncFrame,
  Pong,
  Resumed,
  ResyncRequired,
  ServerDraining,
  ServerPing,
  TokenExpiring,
} from '@qtable/protocol'
import type { z } from 'zod'
import { exampleOf } from './schemas.ts'

/** One message of the sockets, as the documentation shows it. */
export interface DocumentedMessage {
  name: string
  /** Its rule of docs/sync-spec.md in a sentence. */
  summary: string
  schema: z.ZodType
  example: Record<string, unknown>
  /** The endpoints that have it. */
  on: readonly ('sync' | 'realtime')[]
}

const both = ['sync', 'realtime'] as const
const timestamp = exampleTimestamp
const epoch = exampleIds.epoch
const link = {
  timestamp,
  restaurant_id: 1,
  prev_version: 811,
  version: 812,
  cursor: exampleCursor,
  transaction_id: exampleIds.transaction,
  command_ids: [exampleIds.transaction],
  actor: { id: exampleIds.user, name: 'Mina' },
}
const refusal: { code: ProblemCode; detail: string } = { code: 'table_occupied', detail: 'Table 12 is taken' }

/** What a server sends. */
export const serverMessages: readonly DocumentedMessage[] = [
  {
    name: 'connection_confirmation',
    summary: 'The first message of every socket',
    schema: ConnectionConfirmation,
    example: {
      connection_id: exampleIds.transaction,
      restaurant_id: 1,
      epoch,
      version: 812,
      timestamp,
      heartbeat_interval: 30,
      token_expires_at: '2026-05-01T18:20:41.003Z',
    },
    on: both,
  },
  {
    name: 'full_sync',
    summary: 'The floor at one instant; the stream goes on from its version',
    schema: FullSyncFrame,
    example: exampleOf(FullSyncAnswer) as Record<string, unknown>,
    on: both,
  },
  {
    name: 'delta_update',
    summary: 'A version that touches one entity',
    schema: DeltaUpdate,
    example: { ...link, command_id: exampleIds.transaction, changes: [exampleChange('guest')] },
    on: ['sync'],
  },
  {
    name: 'atomic_transaction_complete',
    summary: 'A version that touches several entities or came from a batch, or several versions as one (`merged`)',
    schema: AtomicTransactionComplete,
    example: { ...link, changes: [exampleChange('table'), exampleChange('guest')] },
    on: both,
  },
  {
    name: 'entity_event',
    summary: 'A version named after the entity that it is about, with what belongs to it',
    schema: EntityEvent,
    example: {
      type: 'guest_updated',
      ...link,
      data: entities.guest.example,
      guest: entities.guest.example,
      table: entities.table.example,
      guestId: exampleIds.guest,
    },
    on: ['realtime'],
  },
  {
    name: 'resumed',
    summary: 'The place of a cursor was found; what is missing follows',
    schema: Resumed,
    example: { from_version: 790, version: 812 },
    on: both,
  },
  {
    name: 'resync_required',
    summary:
      'The stream cannot go on from where the client is: a full sync follows, or (/realtime) the close code 4410',
    schema: ResyncRequired,
    example: { reason: 'cursor_too_old' },
    on: both,
  },
  {
    name: 'ping',
    summary: 'Every heartbeat interval',
    schema: ServerPing,
    example: { timestamp, version: 812 },
    on: both,
  },
  { name: 'pong', summary: 'The answer to a ping', schema: Pong, example: { id: 7, timestamp }, on: both },
  {
    name: 'token_expiring',
    summary: 'The token ends in so many seconds: send `auth_refresh`',
    schema: TokenExpiring,
    example: { in: 60 },
    on: both,
  },
  {
    name: 'server_draining',
    summary: 'The server stops: come back after this long',
    schema: ServerDraining,
    example: { reconnect_after_ms: 740 },
    on: both,
  },
  {
    name: 'error',
    summary: 'Something could not be used; the socket stays open',
    schema: ErrorFrame,
    example: { code: 'malformed', message: 'There is no message of the type subscribe' },
    on: both,
  },
  {
    name: 'command_result',
    summary: 'What became of a command',
    schema: CommandResult,
    example: { id: exampleIds.transaction, status: 'rejected', error: refusal },
    on: both,
  },
]

const clientExamples: Readonly<Record<ClientMessage['type'], { summary: string; example: Record<string, unknown> }>> = {
  ping: { summary: 'Asks for a pong', example: { id: 7 } },
  pong: { summary: 'The answer to a ping', example: {} },
  ack: { summary: 'Everything up to this version is applied', example: { version: 812 } },
  auth_refresh: { summary: 'A new access token of the same person', example: { token: 'eyJhbGciOiJIUzI1NiJ9…' } },
  resume: { summary: 'Go on from a cursor', example: { cursor: exampleCursor } },
  full_sync_request: { summary: 'Asks for the whole floor', example: {} },
  command: {
    summary: `Runs a command, as over HTTP: ${commandTypes.join(', ')}`,
    example: {
      command: {
        id: exampleIds.transaction,
        type: 'guest.seat',
        payload: { guestId: exampleIds.guest, tableIds: [exampleIds.table] },
      },
    },
  },
}

/** What a client may send. */
export const clientMessages: readonly DocumentedMessage[] = ClientMessage.options.map((schema) => {
  const name = schema.shape.type.value
  return { name, schema, ...clientExamples[name], on: both }
})

/** The example of a message, whole. */
export function exampleMessage({ name, example }: DocumentedMessage): Record<string, unknown> {
  return { type: name, ...example }
}
