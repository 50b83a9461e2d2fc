import { PROTOCOL_VERSION } from '@qtable/protocol'
import { z } from 'zod'
import { createDocument, createSchema, type ZodOpenApiOperationObject, type ZodOpenApiPathsObject } from 'zod-openapi'
import { prefixes } from '../register.ts'
import type { Route } from '../route.ts'
import { routes } from '../routes/index.ts'
import { refusalsOf } from './openapi-refusals.ts'
import { addDiscriminators, commandUnion, exampleOf, type JsonSchema, shortenNullable } from './schemas.ts'

/** The OpenAPI 3.1 document of every route, made from what the routes themselves are checked by. */
export function openApiDocument(): object {
  const paths: ZodOpenApiPathsObject = {}
  for (const route of routes) {
    const path = `${route.atRoot ? '' : prefixes[0]}${route.path}`.replaceAll(/:(\w+)/g, '{$1}')
    paths[path] = { ...paths[path], [route.method.toLowerCase()]: operationOf(route) }
  }
  const document = createDocument(
    {
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
        securitySchemes: {
          token: {
            type: 'http',
            scheme: 'bearer',
            bearerFormat: 'JWT',
            description: 'The `access_token` of a sign-in',
          },
        },
      },
    },
    options,
  )
  const named = { schemas: (document.components?.schemas ?? {}) as Record<string, JsonSchema>, prefix }
  named.schemas.Command = commandUnion(
    named.schemas.Command,
    named,
    (schema) => createSchema(schema, { io: 'input', opts: options }).schema as JsonSchema,
  )
  addDiscriminators(document, named)
  return document
}

const prefix = '#/components/schemas/'
const options = { override: shortenNullable }

const about = `The floor, the line and the book of a restaurant, live on every device.

Sign in with \`POST /api/v1/auth/login\` and send the \`access_token\` as \`Authorization: Bearer …\`. Every route below
\`/api/v1\` also answers below \`/api\` and \`/restaurants/{restaurant_id}\`, with and without a slash at its end.

A change that answers 2xx is durable. Give it an \`Idempotency-Key\` (a UUID) and it happens once, however often it is
sent. Give it the \`ETag\` of what you saw as \`If-Match\`, and it happens only if that is still so. Every refusal is a
problem (RFC 9457) with a stable \`code\`.

What happens on the floor comes over WebSockets as it happens, and commands may go the same way: see
[/asyncapi.json](/asyncapi.json).`

const tagNotes: Readonly<Record<string, string>> = {
  'Sign in': 'Restaurants, sign-in and sessions',
  Users: 'The people who work at the restaurant',
  Restaurant: 'The restaurant and its settings',
  Guests: 'Parties on the floor and in line',
  Tables: 'Tables and what they are up to',
  Reservations: 'Tables promised for a time',
  'Floor plan': 'Sections and combinations of tables',
  Dashboard: 'The floor at a glance',
  Sync: 'Keeping a copy of the floor, and many changes at once',
  Activity: 'Who did what',
  System: 'The process itself',
}

function operationOf(route: Route): ZodOpenApiOperationObject {
  const { success } = route
  return {
    operationId: route.id,
    summary: route.summary,
    description: descriptionOf(route),
    tags: [route.tag],
    ...(route.auth === 'none' ? { security: [] } : { 'x-role': route.auth }),
    requestParams: {
      ...(route.params instanceof z.ZodObject ? { path: route.params } : {}),
      ...(route.query instanceof z.ZodObject ? { query: route.query } : {}),
      header: z.object(requestHeaders(route)),
    },
    ...(route.body ? { requestBody: { required: !route.bodyOptional, content: contentOf(route.body) } } : {}),
    responses: {
      [success.status]: {
        description: success.description,
        ...(success.body ? { content: contentOf(success.body, success.type) } : {}),
        headers: z.object(Object.fromEntries((success.headers ?? []).map((name) => [name, responseHeaders[name]]))),
      },
      ...(route.cacheable ? { 304: { description: 'You have it already' } } : {}),
      ...refusalsOf(route),
    },
  }
}

function descriptionOf(route: Route): string {
  const { summary, description = `${summary}.` } = route
  if (route.auth === 'none') return description
  return `${description} ${route.roles ?? `Needs the role ${route.auth}.`}`
}

const responseHeaders = {
  ETag: z.string().meta({ description: 'The version, for `If-Match` and `If-None-Match`', example: '"812"' }),
  Link: z.string().optional().meta({
    description: 'The next page, where there is one',
    example: '</api/v1/guests?limit=100&cursor=WyIyMDI2…>; rel="next"',
  }),
  Location: z.string().meta({ description: 'Where it is from now on', example: '/api/v1/guests/0197f6a0-…' }),
}

function requestHeaders({ idempotent, guarded, cacheable }: Route): Record<string, z.ZodType> {
  return {
    ...(idempotent
      ? {
          'Idempotency-Key': z.uuid().optional().meta({
            description: 'The id of the change: a repeat gets the first answer, with `Idempotency-Replayed: true`',
          }),
        }
      : {}),
    ...(guarded
      ? { 'If-Match': z.string().optional().meta({ description: 'The version it must be at', example: '"812"' }) }
      : {}),
    ...(cacheable
      ? { 'If-None-Match': z.string().optional().meta({ description: 'The version you have', example: '"812"' }) }
      : {}),
  }
}

function contentOf(schema: z.ZodType, type = 'application/json') {
  return { [type]: { schema, example: exampleOf(schema) } }
}
