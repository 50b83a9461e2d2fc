import { Problem, parse } from '@qtable/domain'
import type { FastifyInstance, FastifyReply, FastifyRequest, onRequestAsyncHookHandler } from 'fastify'
import type { z } from 'zod'
import { authenticate, mustBeAllowed, restaurantsNamed } from './authenticate.ts'
import { malformed } from './problem.ts'
import { logOf } from './request-log.ts'
import type { Answer, Route, World } from './route.ts'
import { withOperations } from './routes/rows.ts'

/** The prefixes that every route answers under; the first is the canonical one. */
export const prefixes = ['/api/v1', '/api', '/restaurants/:restaurant_id'] as const

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The path of the route as it is documented: what metrics and logs call it. */
    name?: string
    /** The prefix that it answers under. */
    prefix?: string
  }
}

/** Registers each route under each prefix. `limit` counts a request against the rate of whoever asks. */
export function registerRoutes(
  app: FastifyInstance,
  { routes, world, limit }: { routes: readonly Route[]; world: World; limit: onRequestAsyncHookHandler | undefined },
): void {
  for (const route of routes) {
    for (const prefix of route.atRoot ? [''] : prefixes) {
      const identify: onRequestAsyncHookHandler = async (request) => {
        if (route.auth === 'none') return
        request.identity = await authenticate(world.accounts, request.headers.authorization)
        mustBeAllowed(request.identity, { role: route.auth, named: restaurantsNamed(request) })
      }
      app.route({
        method: route.method,
        url: `${prefix}${route.path}`,
        config: { name: `${route.atRoot ? '' : prefixes[0]}${route.path}`, prefix },
        // Before the body is read: nobody sends a megabyte to be told to sign in.
        onRequest: limit && !route.atRoot ? [identify, limit] : [identify],
        handler: (request, reply) => handle(route, { request, reply, world }),
      })
    }
  }
}

/** The methods that are answered at a path. */
export function methodsAt(routes: readonly Route[], path: string): string[] {
  const asked = path.replace(/\/$/, '').split('/')
  const isAt = (pattern: string) => {
    const parts = pattern.split('/')
    return parts.length === asked.length && parts.every((part, i) => part.startsWith(':') || part === asked[i])
  }
  const found = routes.filter((route) =>
    (route.atRoot ? [''] : prefixes).some((prefix) => isAt(`${prefix}${route.path}`)),
  )
  return [...new Set(found.map(({ method }) => method))].sort()
}

async function handle(
  route: Route,
  { request, reply, world }: { request: FastifyRequest; reply: FastifyReply; world: World },
): Promise<FastifyReply> {
  const { headers, identity } = request
  const call = {
    params: readPart(route.params, request.params),
    query: readPart(route.query, request.query),
    body: readBody(route, request.body),
    world,
    log: () => logOf(request),
    address: request.ip,
    base: baseOf(request),
    url: request.url,
    headers: {
      authorization: headers.authorization,
      ifMatch: headers['if-match'],
      ifNoneMatch: headers['if-none-match'],
      idempotencyKey: oneOf(headers['idempotency-key']),
    },
  }
  if (route.auth === 'none') return send(reply, route, await route.handle({ ...call, identity: undefined }))
  if (!identity) throw new Problem('unauthenticated', 'Sign in first')
  return send(reply, route, await route.handle({ ...call, identity }))
}

function readPart<S extends z.ZodType>(schema: S | undefined, value: unknown): z.output<S> | undefined {
  if (!schema) return undefined
  const result = schema.safeParse(value)
  if (!result.success) throw malformed(result.error)
  return result.data
}

function readBody(route: Route, sent: unknown): unknown {
  if (!route.body) return undefined
  if (sent === undefined && !route.bodyOptional) throw new Problem('malformed', 'The body is missing')
  try {
    return parse(route.body, sent ?? (sent === undefined ? {} : null))
  } catch (error) {
    throw error instanceof Problem ? withOperations(error, sent) : error
  }
}

function send(reply: FastifyReply, route: Route, answer: Answer): FastifyReply {
  if (answer.headers) reply.headers(answer.headers)
  if (answer.replayed) reply.header('idempotency-replayed', 'true')
  if (answer.notModified) return reply.code(304).send()
  reply.code(route.success.status)
  if (answer.raw) return reply.type(answer.raw.type).send(answer.raw.content)
  // What belongs to one restaurant must stay in nobody's cache but its own, and be asked for again there.
  reply.header('cache-control', 'private, no-cache')
  if (answer.encoded) return reply.type(json).send(answer.encoded)
  if (answer.body === undefined) return reply.send()
  return reply.type(json).send(JSON.stringify(answer.body))
}

const json = 'application/json; charset=utf-8'

function baseOf({ routeOptions, params }: FastifyRequest): string {
  const { restaurant_id } = (params ?? {}) as { restaurant_id?: string }
  return (routeOptions.config.prefix ?? '').replace(':restaurant_id', restaurant_id ?? '')
}

function oneOf(header: string | string[] | undefined): string | undefined {
  return Array.isArray(header) ? header.join(', ') : header
}
