import { ClientMessage, closeCodes, PROTOCOL_VERSION, RealtimeMessage, ServerMessage } from '@qtable/protocol'
import { z } from 'zod'
import { exampleOf } from './example-of.ts'
import { type JsonSchema, type NamedSchemas, partsOf, refTo } from './json-schema.ts'
import { allowNewFields, renderSchemas } from './render-schemas.ts'

const endpoints = {
  sync: { address: '/ws/restaurant/sync', title: 'The floor as changes', sends: ServerMessage.options },
  realtime: { address: '/realtime', title: 'The floor as events of entities', sends: RealtimeMessage.options },
} as const
type EndpointName = keyof typeof endpoints
const endpointNames = Object.keys(endpoints) as EndpointName[]

/** The AsyncAPI 3 document of the sockets, made from the schemas of their messages. */
export function asyncApiDocument(): object {
  const sent = [...new Set(endpointNames.flatMap((name): z.ZodObject[] => [...endpoints[name].sends]))]
  const rendered = renderSchemas([SocketQuery, ...sent, ...ClientMessage.options])
  allowNewFields(sent.map(rendered.of), rendered.schemas)
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
        variables: { host: { default: 'localhost:8000', description: 'The host of the HTTP API' } },
        security: [{ $ref: '#/components/securitySchemes/token' }, { $ref: '#/components/securitySchemes/ticket' }],
      },
    },
    channels: Object.fromEntries(endpointNames.map((name) => [name, channelOf(name)])),
    operations: Object.fromEntries(endpointNames.flatMap(operationsOf)),
    components: {
      schemas: asDraft7(rendered.schemas),
      messages: Object.fromEntries(
        [...sent, ...ClientMessage.options].map((schema) => [idOf(schema), messageOf(schema)]),
      ),
      securitySchemes: {
        token: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT', description: 'For clients that can set headers' },
        ticket: {
          type: 'httpApiKey',
          in: 'query',
          name: 'ticket',
          description: 'For browsers: from `POST /api/v1/auth/ticket`, valid once and for 30 seconds',
        },
      },
    },
  }
}

const about = `Every change of a restaurant's floor, as it happens. The rules are in docs/sync-spec.md; the HTTP API is at
[/docs](/docs).

Each committed version reaches each socket in exactly one frame, linked as \`prev_version\` → \`version\`. Keep the
\`cursor\` of the last one and send it back as \`?cursor=\` or \`resume\` to continue from there. Ignore fields and types
that you do not know.

Close codes: ${Object.entries(closeCodes)
  .map(([name, code]) => `${code} ${name.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)}`)
  .join(', ')}.`

const SocketQuery = z
  .object({
    restaurant_id: z.int().optional().describe('Must be the restaurant of the token'),
    ticket: z.string().optional().describe('In place of the header Authorization'),
    cursor: z.string().optional().describe('The cursor to continue from'),
    since: z.string().optional().describe('In place of a cursor: an instant that an answer gave as timestamp'),
  })
  .meta({ id: 'SocketQuery', description: 'The query of the handshake' })

function channelOf(name: EndpointName): object {
  const { address, title, sends } = endpoints[name]
  const ids = [...sends, ...ClientMessage.options].map(idOf)
  return {
    address,
    title,
    messages: Object.fromEntries(ids.map((id) => [id, { $ref: `#/components/messages/${id}` }])),
    bindings: { ws: { method: 'GET', query: refTo('SocketQuery') } },
  }
}

function operationsOf(name: EndpointName): [string, object][] {
  const channel = { $ref: `#/channels/${name}` }
  const refs = (schemas: readonly z.ZodObject[]) =>
    schemas.map((schema) => ({ $ref: `#/channels/${name}/messages/${idOf(schema)}` }))
  const isCommand = (schema: z.ZodObject) => idOf(schema) === 'CommandMessage'
  return [
    [
      `${name}.send`,
      {
        action: 'send',
        description: 'What the server sends: the floor, each version of it, and answers',
        channel,
        messages: refs(endpoints[name].sends),
      },
    ],
    [
      `${name}.receive`,
      {
        action: 'receive',
        description: 'What a client may send beside commands',
        channel,
        messages: refs(ClientMessage.options.filter((schema) => !isCommand(schema))),
      },
    ],
    [
      `${name}.command`,
      {
        action: 'receive',
        description: 'Runs a command; the reply says what became of it',
        channel,
        messages: refs(ClientMessage.options.filter(isCommand)),
        reply: { channel, messages: [{ $ref: `#/channels/${name}/messages/CommandResult` }] },
      },
    ],
  ]
}

function messageOf(schema: z.ZodObject): object {
  const { description } = schema.meta() ?? {}
  const id = idOf(schema)
  return { name: id, title: id, summary: description, payload: refTo(id), examples: [{ payload: exampleOf(schema) }] }
}

function idOf(schema: z.ZodType): string {
  const { id } = schema.meta() ?? {}
  if (id === undefined) throw new Error('a message has no name')
  return id
}

// AsyncAPI has the JSON Schema of draft 7, where a `$ref` has no siblings. Its discriminator must have the name of a
// schema as its value, and generators make an anonymous model of it: the constants in the members tell them apart.
function asDraft7(schemas: NamedSchemas): NamedSchemas {
  const open: JsonSchema[] = Object.values(schemas)
  for (let schema = open.pop(); schema; schema = open.pop()) {
    open.push(...partsOf(schema))
    delete schema.discriminator
    if (schema.$ref === undefined) continue
    for (const keyword of Object.keys(schema)) if (keyword !== '$ref') delete schema[keyword]
  }
  return schemas
}
