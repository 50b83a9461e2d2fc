import { PROTOCOL_VERSION, ProblemBody } from '@qtable/protocol'
import type { z } from 'zod'
import { prefixes } from '../register.ts'
import type { Route } from '../route.ts'
import { routes } from '../routes/index.ts'
import { exampleOf } from './example-of.ts'
import type { JsonSchema } from './json-schema.ts'
import { type RefusalResponse, refusalResponses } from './refusals.ts'
import { allowNewFields, type RenderedSchemas, renderSchemas } from './render-schemas.ts'

/** The OpenAPI 3.1 document of every route, made from the schemas that requests are read by. */
export function openApiDocument(): object {
  const rendered = renderSchemas(routes.flatMap(schemasOf).concat(ProblemBody))
  allowNewFields(
    [rendered.of(ProblemBody), ...routes.flatMap(({ success }) => success.body ?? []).map(rendered.of)],
    rendered.schemas,
  )
  const responses: Record<string, RefusalResponse> = {}
  const paths: Record<string, Record<string, object>> = {}
  for (const route of routes) {
    const path = `${route.atRoot ? '' : prefixes[0]}${route.path}`.replaceAll(/:(\w+)/g, '{$1}')
    paths[path] = { ...paths[path], [route.method.toLowerCase()]: operationOf(route, { rendered, responses }) }
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'QTable',
      version: String(PROTOCOL_VERSION),
      description: about,
      license: { name: 'Proprietary, all rights reserved', identifier: 'LicenseRef-Proprietary' },
    },
    servers: [{ url: '/', description: 'This server' }],
    tags: [...new Set(routes.map(({ tag }) => tag))].map((name) => ({ name, description: tagNotes[name] ?? name })),
    security: [{ token: [] }],
    paths,
    components: {
      schemas: rendered.schemas,
      responses,
      parameters: requestHeaders,
      headers: responseHeaders,
      securitySchemes: {
        token: {
          type: 'http',
          scheme: 'bearer',
          bearerFormat: 'JWT',
          description: 'The `access_token` of a sign-in',
        },
      },
    },
  }
}

const about = `The floor, the line and the book of a restaurant, live on every device.

Sign in with \`POST /api/v1/auth/login\` and send the \`access_token\` as \`Authorization: Bearer …\`. Every route below
\`/api/v1\` also answers below \`/api\` and \`/restaurants/{restaurant_id}\`, with and without a slash at its end.

A change that answers 2xx is durable. Give it an \`Idempotency-Key\` (a UUID) and it happens once, however often it is
sent. Give it the \`ETag\` of what you saw as \`If-Match\`, and it happens only if that is still so. Every refusal is a
problem (RFC 9457) with a stable \`code\`. Ignore fields of an answer that you do not know.

Changes of the floor come over WebSockets as they happen, and commands may go the same way: see
[/asyncapi.json](/asyncapi.json).`

const tagNotes: Readonly<Record<string, string>> = {
  'Sign in': 'Restaurants, sign-in and sessions',
  Users: 'The people who work at the restaurant',
  Restaurant: 'The restaurant and its settings',
  Guests: 'Parties on the floor and in line',
  Tables: 'Tables and their status',
  Reservations: 'Tables promised for a time',
  'Floor plan': 'Sections and combinations of tables',
  Dashboard: 'The floor at a glance',
  Sync: 'Keeping a copy of the floor, and many changes at once',
  Activity: 'Who did what',
  System: 'The process itself',
}

function schemasOf({ params, query, body, success }: Route): z.ZodType[] {
  return [params, query, body, success.body].filter((schema) => schema !== undefined)
}

function operationOf(
  route: Route,
  { rendered, responses }: { rendered: RenderedSchemas; responses: Record<string, RefusalResponse> },
): object {
  const { success, body, params, query } = route
  return {
    operationId: route.id,
    summary: route.summary,
    description: descriptionOf(route),
    tags: [route.tag],
    ...(route.auth === 'none' ? { security: [] } : { 'x-role': route.auth }),
    parameters: [
      ...(params ? parametersOf('path', rendered.of(params)) : []),
      ...(query ? parametersOf('query', rendered.of(query)) : []),
      ...(route.idempotent ? [{ $ref: '#/components/parameters/IdempotencyKey' }] : []),
      ...(route.guarded ? [{ $ref: '#/components/parameters/IfMatch' }] : []),
      ...(route.cacheable ? [{ $ref: '#/components/parameters/IfNoneMatch' }] : []),
    ],
    ...(body ? { requestBody: { required: !route.bodyOptional, content: contentOf(body, rendered) } } : {}),
    responses: {
      [success.status]: {
        description: success.description,
        ...headersOf(route),
        ...(success.body ? { content: contentOf(success.body, rendered, success.type) } : {}),
      },
      ...(route.cacheable ? { 304: { description: 'The client has this version already' } } : {}),
      ...refusalResponses(route, responses),
    },
  }
}

function descriptionOf(route: Route): string {
  const { summary, description = `${summary}.` } = route
  if (route.auth === 'none') return description
  return `${description} ${route.roles ?? `Needs the role ${route.auth}.`}`
}

function parametersOf(place: 'path' | 'query', { properties = {}, required = [] }: JsonSchema): object[] {
  return Object.entries(properties).map(([name, { description, ...schema }]) => ({
    name,
    in: place,
    ...(description === undefined ? {} : { description }),
    required: place === 'path' || required.includes(name),
    // One parameter holds several words, separated by commas.
    ...(schema.type === 'array' ? { style: 'form', explode: false } : {}),
    schema,
  }))
}

function contentOf(schema: z.ZodType, rendered: RenderedSchemas, type = 'application/json'): object {
  return { [type]: { schema: rendered.of(schema), example: exampleOf(schema) } }
}

const requestHeaders = {
  IdempotencyKey: {
    name: 'Idempotency-Key',
    in: 'header',
    required: false,
    description: 'The id of the change: a repeat gets the first answer, with `Idempotency-Replayed: true`',
    schema: { type: 'string', format: 'uuid' },
  },
  IfMatch: {
    name: 'If-Match',
    in: 'header',
    required: false,
    description: 'The version that the entity must be at, as `ETag` gave it',
    schema: { type: 'string' },
    example: '"812"',
  },
  IfNoneMatch: {
    name: 'If-None-Match',
    in: 'header',
    required: false,
    description: 'The version that the client has, as `ETag` gave it',
    schema: { type: 'string' },
    example: '"812"',
  },
}

const responseHeaders = {
  ETag: {
    description: 'The version, for `If-Match` and `If-None-Match`',
    schema: { type: 'string' },
    example: '"812"',
  },
  Link: {
    description: 'The next page, where there is one',
    schema: { type: 'string' },
    example: '</api/v1/guests?limit=100&cursor=WyIyMDI2…>; rel="next"',
  },
  Location: {
    description: 'The path of the new entity',
    schema: { type: 'string' },
    example: '/api/v1/guests/0197f6a0-7c00-7000-8000-000000000001',
  },
  IdempotencyReplayed: {
    description: '`true` where this is the first answer to the id of the change, given again',
    schema: { type: 'string' },
    example: 'true',
  },
  RetryAfter: {
    description: 'Seconds after which to send the request again',
    schema: { type: 'integer', minimum: 1 },
    example: 1,
  },
}

function headersOf({ success, idempotent }: Route): object {
  const names = [
    ...(success.headers ?? []).map((name) => [name, name]),
    ...(idempotent ? [['Idempotency-Replayed', 'IdempotencyReplayed']] : []),
  ]
  if (names.length === 0) return {}
  return { headers: Object.fromEntries(names.map(([name, key]) => [name, { $ref: `#/components/headers/${key}` }])) }
}
