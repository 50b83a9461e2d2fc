import { exampleIds } from '@qtable/domain'
import { z } from 'zod'
import { Version } from './answer-fields.ts'
import { exampleCursor } from './examples.ts'

// The messages that a client sends, by the rules of docs/sync-spec.md. They are loose: a server ignores unknown fields.

const ClientPing = z
  .object({ type: z.literal('ping'), id: z.union([z.string().max(100), z.number()]).optional() })
  .meta({ id: 'ClientPing', description: 'Asks for a pong', examples: [{ type: 'ping', id: 7 }] })

const ClientPong = z
  .object({ type: z.literal('pong') })
  .meta({ id: 'ClientPong', description: 'The answer to a ping', examples: [{ type: 'pong' }] })

const Ack = z.object({ type: z.literal('ack'), version: Version }).meta({
  id: 'Ack',
  description: 'Every version up to this one is applied',
  examples: [{ type: 'ack', version: 812 }],
})

const AuthRefresh = z.object({ type: z.literal('auth_refresh'), token: z.string().max(4096) }).meta({
  id: 'AuthRefresh',
  description: 'A new access token of the same user',
  examples: [{ type: 'auth_refresh', token: 'eyJhbGciOiJIUzI1NiJ9…' }],
})

const Resume = z.object({ type: z.literal('resume'), cursor: z.string().max(1000) }).meta({
  id: 'Resume',
  description: 'Continues the stream from a cursor',
  examples: [{ type: 'resume', cursor: exampleCursor }],
})

const FullSyncRequest = z.object({ type: z.literal('full_sync_request') }).meta({
  id: 'FullSyncRequest',
  description: 'Asks for the whole floor',
  examples: [{ type: 'full_sync_request' }],
})

// Loose, so that a wrong command gets its own refusal and does not end the socket.
const LooseCommand = z
  .object({ id: z.string().max(64), type: z.unknown().optional(), payload: z.unknown().optional() })
  .meta({ documentedAs: 'Command' })

const CommandMessage = z.object({ type: z.literal('command'), command: LooseCommand }).meta({
  id: 'CommandMessage',
  description: 'Runs a command, as over HTTP',
  examples: [
    {
      type: 'command',
      command: {
        id: exampleIds.command,
        type: 'guest.seat',
        payload: { guestId: exampleIds.guest, tableIds: [exampleIds.table] },
      },
    },
  ],
})

/** Every message that a client may send. */
export const ClientMessage = z.discriminatedUnion('type', [
  ClientPing,
  ClientPong,
  Ack,
  AuthRefresh,
  Resume,
  FullSyncRequest,
  CommandMessage,
])
export type ClientMessage = z.infer<typeof ClientMessage>

/** The types of these messages. A server answers any other with `error` and ignores it. */
export const clientMessageTypes: ReadonlySet<string> = new Set(
  ClientMessage.options.map((option) => option.shape.type.value),
)
