import { Problem, parse } from '@qtable/domain'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { z } from 'zod'
import type { Identity } from '../accounts/identity.ts'
import { authenticate, mustBeAllowed } from '../wire/authenticate.ts'
import { malformed } from '../wire/problems.ts'
import { send } from './answer.ts'
import type { Limiter } from './limiter.ts'
import { idsOf } from './request-log.ts'
import type { Answer, Call, Route, ServerParts } from './route.ts'
import { withOperations } from './routes/rows.ts'
import { sendText } from './send-text.ts'

/** The prefixes that every route answers under; the first is the canonical one. */
export const prefixes = ['/api/v1', '/api', '/restaurants/:restaurant_id'] as const

/** What every route has: where it is, and what its requests count against. */
interface Surroundings {
  world: ServerParts
  limiter: Limiter | undefined
  prefix: string
}

/** Registers each route under each prefix; `limiter` counts the requests to all that have one. */
export function registerRoutes(
  app: FastifyInstance,
  { routes, world, limiter }: { routes: readonly Route[]; world: ServerParts; limiter: Limiter | undefined },
): void {
  for (const route of routes) {
    for (const prefix of route.atRoot ? [''] : prefixes) {
      const surroundings = { world, prefix, limiter: route.atRoot ? undefined : limiter }
      const name = `${route.atRoot ? '' : prefixes[0]}${route.path}`
      app.route({
        method: route.method === 'GET' ? ['GET', 'HEAD'] : route.method,
        url: `${prefix}${route.path}`,
        // Before the body is read: nobody sends a megabyte to be told to sign in.
        onRequest(request, _reply, done) {
          request.routeName = name
          const admitted = admit(route, request, surroundings)
          if (admitted) admitted.then(() => done(), done)
          else done()
        },
        handler: (request, reply) => handle(route, { request, reply, surroundings }),
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

// Most requests come from somebody who has been here a moment ago: then nothing here waits, and no promise is made.
function admit(
  route: Route,
  request: FastifyRequest,
  { world, limiter }: Surroundings,
): undefined | Promise<void> | void {
  if (route.auth === 'none') return limiter?.count(request.ip)
  const { auth } = route
  const enter = (identity: Identity) => {
    const { params, query } = request as { params?: Naming; query?: Naming }
    mustBeAllowed(identity, auth, params?.restaurant_id, query?.restaurant_id)
    request.identity = identity
    return limiter?.count(identity.userId)
  }
  const identity = authenticate(world.accounts, request.headers.authorization)
  return identity instanceof Promise ? identity.then(enter) : enter(identity)
}

interface Naming {
  restaurant_id?: unknown
}

function handle(
  route: Route,
  { request, reply, surroundings }: { request: FastifyRequest; reply: FastifyReply; surroundings: Surroundings },
): void | Promise<void> {
  const answer =
    route.auth === 'none'
      ? route.handle(read(route, request, { ...surroundings, identity: undefined }))
      : route.handle(read(route, request, { ...surroundings, identity: whoAsks(request) }))
  return answer instanceof Promise
    ? answer.then((made) => answerWith(reply, route, made))
    : answerWith(reply, route, answer)
}

function read<I>(
  route: Route,
  request: FastifyRequest,
  { world, prefix, identity }: Surroundings & { identity: I },
): Call<unknown, unknown, unknown, I> {
  const { headers } = request
  return {
    identity,
    params: readPart(route.params, request.params),
    query: readPart(route.query, request.query),
    body: readBody(route, request.body),
    world,
    log: () => world.log.child(idsOf(request)),
    address: () => request.ip,
    base: () => prefix.replace(':restaurant_id', String((request.params as Naming).restaurant_id)),
    url: request.url,
    headers: {
      authorization: headers.authorization,
      ifMatch: headers['if-match'],
      ifNoneMatch: headers['if-none-match'],
      idempotencyKey: oneOf(headers['idempotency-key']),
    },
  }
}

function whoAsks({ identity }: FastifyRequest): Identity {
  if (!identity) throw new Problem('unauthenticated', 'Sign in first')
  return identity
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

function answerWith(reply: FastifyReply, route: Route, answer: Answer): void | Promise<void> {
  const { status } = route.success
  const headers: string[] = []
  for (const name in answer.headers) headers.push(name, answer.headers[name] ?? '')
  if (answer.replayed) headers.push('idempotency-replayed', 'true')
  if (answer.raw) {
    headers.push('content-type', answer.raw.type)
    return sendText(reply, { status, headers, text: answer.raw.content })
  }
  // What belongs to one restaurant must stay in nobody's cache but its own, and be asked for again there.
  headers.push('cache-control', 'private, no-cache')
  if (answer.notModified) return send(reply, { status: 304, headers })
  const text = answer.written ?? (answer.body === undefined ? undefined : JSON.stringify(answer.body))
  if (text === undefined) return send(reply, { status, headers })
  headers.push('content-type', json)
  return sendText(reply, { status, headers, text })
}

const json = 'application/json; charset=utf-8'

function oneOf(header: string | string[] | undefined): string | undefined {
  return Array.isArray(header) ? header.join(', ') : header
}
