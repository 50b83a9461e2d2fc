import { closeCodes, PROTOCOL_VERSION } from '@qtable/protocol'
import { z } from 'zod'
import { clientMessages, type DocumentedMessage, exampleMessage, serverMessages } from './asyncapi-messages.ts'
import { shortenNullable } from './schemas.ts'

const endpoints = {
  sync: { address: '/ws/restaurant/sync', title: 'The floor as changes' },
  realtime: { address: '/realtime', title: 'The same versions as entity events' },
} as const
type EndpointName = keyof typeof endpoints

/** The AsyncAPI 3 document of the sockets, made from the schemas that their messages are checked by. */
export function asyncApiDocument(): object {
  return {
    asyncapi: '3.0.0',
    info: {
      title: 'QTable sockets',
      version: String(PROTOCOL_VERSION),
      description: about,
      license: { name: 'Proprietary, all rights reserved' },
    },
    defaultContentType: 'application/json',
    servers: {
      this: {
        host: '{host}',
        protocol: 'wss',
        description: 'This server; `ws` where it is reached without TLS',
        variables: { host: { default: 'localhost:8000', description: 'Where the HTTP API is' } },
        security: [{ $ref: '#/components/securitySchemes/token' }, { $ref: '#/components/securitySchemes/ticket' }],
      },
    },
    channels: Object.fromEntries(names().map((name) => [name, channel(name)])),
    operations: Object.fromEntries(names().flatMap((name) => operations(name))),
    components: {
      messages: Object.fromEntries([
        ...serverMessages.map((message) => [`server.${message.name}`, messageOf(message)]),
        ...clientMessages.map((message) => [`client.${message.name}`, messageOf(message)]),
      ]),
      securitySchemes: {
        token: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT', description: 'For clients that can set headers' },
        ticket: {
          type: 'httpApiKey',
          in: 'query',
          name: 'ticket',
          description: 'For browsers: from `POST /api/v1/auth/ticket`, good once and for 30 seconds',
        },
      },
    },
  }
}

const about = `Every change of a restaurant's floor, as it happens. The rules are in docs/sync-spec.md; the HTTP API is at
[/docs](/docs).

Each committed version reaches each socket in exactly one frame, linked as \`prev_version\` → \`version\`. Keep the
\`cursor\` of the last one and give it back as \`?cursor=\` or \`resume\` to go on from there. Ignore fields and types that
you do not know.

Close codes: ${Object.entries(closeCodes)
  .map(([name, code]) => `${code} ${name.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)}`)
  .join(', ')}.`

function names(): EndpointName[] {
  return Object.keys(endpoints) as EndpointName[]
}

function channel(name: EndpointName): object {
  const { address, title } = endpoints[name]
  const messages = [
    ...on(name, serverMessages).map((message) => `server.${message.name}`),
    ...on(name, clientMessages).map((message) => `client.${message.name}`),
  ]
  return {
    address,
    title,
    messages: Object.fromEntries(messages.map((id) => [id, { $ref: `#/components/messages/${id}` }])),
    bindings: { ws: { method: 'GET', query: jsonSchema(Query) } },
  }
}

const Query = z.object({
  restaurant_id: z.int().optional().describe('Must be the one of the token'),
  ticket: z.string().optional().describe('In place of the header Authorization'),
  cursor: z.string().optional().describe('Where to go on from'),
  since: z.string().optional().describe('In place of a cursor: an instant that an answer gave as timestamp'),
})

function operations(name: EndpointName): [string, object][] {
  const channel = { $ref: `#/channels/${name}` }
  const refs = (side: string, messages: readonly DocumentedMessage[]) =>
    messages.map((message) => ({ $ref: `#/channels/${name}/messages/${side}.${message.name}` }))
  const isCommand = (message: DocumentedMessage) => message.name === 'command'
  const others = on(name, clientMessages).filter((message) => !isCommand(message))
  return [
    [`${name}.send`, { action: 'send', channel, messages: refs('server', on(name, serverMessages)) }],
    [`${name}.receive`, { action: 'receive', channel, messages: refs('client', others) }],
    [
      `${name}.command`,
      {
        action: 'receive',
        channel,
        messages: refs('client', clientMessages.filter(isCommand)),
        reply: { channel, messages: [{ $ref: `#/channels/${name}/messages/server.command_result` }] },
      },
    ],
  ]
}

function on(name: EndpointName, messages: readonly DocumentedMessage[]): DocumentedMessage[] {
  return messages.filter((message) => message.on.includes(name))
}

function messageOf(message: DocumentedMessage): object {
  return {
    name: message.name,
    summary: message.summary,
    payload: jsonSchema(message.schema),
    examples: [{ payload: exampleMessage(message) }],
  }
}

// Whole, not in named parts: a `$ref` in a payload would point to the root of the document and not of the payload. So
// what describes a schema is kept and what names it is not.
class Nameless extends z.core.$ZodRegistry<z.core.GlobalMeta> {
  override get<S extends z.core.$ZodType>(schema: S) {
    const { id: _, examples: __, ...meta } = z.globalRegistry.get(schema) ?? {}
    return meta
  }
}
const nameless = new Nameless()

function jsonSchema(schema: z.ZodType): object {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, {
    target: 'draft-7',
    io: 'input',
    unrepresentable: 'any',
    reused: 'inline',
    metadata: nameless,
    override: shortenNullable,
  })
  return rest
}
