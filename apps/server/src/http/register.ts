import { Problem, parse } from '@qtable/domain'
import { spelled } from '@qtable/protocol'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import type { Identity } from '../accounts/identity.ts'
import { asRequester } from '../db/requester.ts'
import { malformedField, parseParameters } from '../wire/problems.ts'
import { admit, holdBody, type NamedRestaurant, type RouteContext, refuseToken } from './admit.ts'
import { send } from './answer.ts'
import { memberBodyBytes } from './body-places.ts'
import { unreadableOperations } from './operation-errors.ts'
import { idsOf } from './request-log.ts'
import type { Call, MemberRoute, PublicRoute, Route, RouteAnswer } from './route.ts'
import { sendText } from './send-text.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** The caller; undefined on public routes. */
    identity: Identity | undefined
  }
}

/** The prefixes that every route answers under. The first is the canonical one. */
export const prefixes = [
  '/api/v1',
  '/api',
  '/restaurants/:restaurant_id',
  '/api/restaurants/:restaurant_id',
  '/api/v1/restaurants/:restaurant_id',
] as const

/**
 * Registers each route under each prefix. `limiter` counts the requests, but for routes at the root, and `strangers` those
 * that cost a hash of a password.
 */
export function registerRoutes(
  app: FastifyInstance,
  options: Pick<RouteContext, 'parts' | 'limiter' | 'strangers' | 'bodies'> & { routes: readonly Route[] },
): void {
  const { routes, limiter, ...shared } = options
  for (const route of routes) {
    for (const prefix of route.atRoot ? [''] : prefixes) {
      const context = { ...shared, prefix, limiter: route.atRoot ? undefined : limiter }
      const name = `${route.atRoot ? '' : prefixes[0]}${route.path}`
      app.route({
        method: route.method === 'GET' ? ['GET', 'HEAD'] : route.method,
        url: `${prefix}${route.path}`,
        ...(route.auth === 'none' ? {} : { bodyLimit: memberBodyBytes }),
        // Before the body is read, so that a caller who may not come in sends no megabyte first.
        onRequest(request, reply, done) {
          request.routeName = name
          const enter = () => holdBody(request, reply, context)
          const admitted = admit(route, request, context)
          if (admitted) {
            admitted.then(enter).then(() => done(), done)
            return
          }
          enter()
          done()
        },
        handler: (request, reply) => handle(route, { request, reply, context }),
      })
    }
  }
}

/** The methods that a path answers, as the header `Allow` lists them. */
export function methodsAt(routes: readonly Route[], path: string): string[] {
  const asked = path.replace(/\/$/, '').split('/')
  const isAt = (pattern: string) => {
    const parts = pattern.split('/')
    return parts.length === asked.length && parts.every((part, i) => part.startsWith(':') || part === asked[i])
  }
  const found = routes.filter((route) =>
    (route.atRoot ? [''] : prefixes).some((prefix) => isAt(`${prefix}${route.path}`)),
  )
  const methods = found.flatMap(({ method }) => (method === 'GET' ? ['GET', 'HEAD'] : [method]))
  return [...new Set(methods)].sort()
}

function handle(
  route: Route,
  { request, reply, context }: { request: FastifyRequest; reply: FastifyReply; context: RouteContext },
): void | Promise<void> {
  const answer =
    route.auth === 'none'
      ? handlePublic(route, { request, reply, context })
      : handleMember(route, { request, reply, context })
  return answer instanceof Promise
    ? answer.then((resolved) => sendAnswer(reply, route, resolved))
    : sendAnswer(reply, route, answer)
}

interface Exchange {
  request: FastifyRequest
  reply: FastifyReply
  context: RouteContext
}

async function handlePublic(route: PublicRoute, exchange: Exchange): Promise<RouteAnswer> {
  const { request, context } = exchange
  const call = callOf(route, undefined, exchange)
  if (route.work !== undefined) await context.strangers.countSubject(route.work, call.body)
  if (request.headers.authorization === undefined) return route.handle(call)
  // A sign-out takes the token of a session, and the metrics have one of their own.
  return Promise.resolve(route.handle(call)).catch((error: unknown) => refuseToken(error, request, context))
}

function handleMember(route: MemberRoute, exchange: Exchange) {
  const identity = mustBeSignedIn(exchange.request)
  return asRequester(identity.userId, () => {
    const call = callOf(route, identity, exchange)
    if (!route.confirmed) return route.handle(call)
    return exchange.context.parts.accounts.ownSessions.mustBeConfirmed(identity).then(() => route.handle(call))
  })
}

function callOf<I>(
  route: Route,
  identity: I,
  { request, reply, context: { parts, prefix } }: Exchange,
): Call<unknown, unknown, unknown, I> {
  const { headers } = request
  return {
    identity,
    params: readPart(route.params, request.params),
    query: readQuery(route, request.query),
    body: readBody(route, request.body, identity as Identity | undefined),
    parts,
    log: () => parts.log.child(idsOf(request)),
    isLocal: () => parts.proxies.isLocal(request.raw),
    caller: () => ({
      address: parts.proxies.addressOf(request.raw),
      userAgent: headers['user-agent'],
      signal: goneSignal(reply),
    }),
    base: () => prefix.replace(':restaurant_id', String((request.params as NamedRestaurant).restaurant_id)),
    url: request.url,
    headers: {
      authorization: headers.authorization,
      ifMatch: headers['if-match'],
      ifNoneMatch: headers['if-none-match'],
      idempotencyKey: oneOf(headers['idempotency-key']),
    },
  }
}

/** Aborted when the connection closes before the answer is written. */
function goneSignal(reply: FastifyReply): AbortSignal {
  const gone = new AbortController()
  reply.raw.once('close', () => {
    if (!reply.raw.writableFinished) gone.abort()
  })
  return gone.signal
}

function mustBeSignedIn({ identity }: FastifyRequest): Identity {
  if (!identity) throw new Problem('unauthenticated', 'Sign in first')
  return identity
}

function readPart<S extends z.ZodType>(schema: S | undefined, value: unknown): z.output<S> | undefined {
  return schema && parseParameters(schema, value)
}

// A parameter that does nothing would give a list that was not asked for.
function readQuery(route: Route, query: unknown): unknown {
  const known = route.query ? spelled(route.query, query) : query
  const own = route.query instanceof z.ZodObject ? Object.keys(route.query.shape) : []
  const names = new Set(['restaurant_id', ...own])
  const unknown = Object.keys(known as object).find((name) => !names.has(name))
  if (unknown !== undefined && !route.atRoot) {
    throw malformedField(unknown.slice(0, 60).toWellFormed(), 'is no parameter of this route')
  }
  return readPart(route.query, known)
}

function readBody(route: Route, sent: unknown, identity: Identity | undefined): unknown {
  if (!route.body) return undefined
  if (sent === undefined && !route.bodyOptional) throw new Problem('malformed', 'The body is missing')
  try {
    const body = spelled(route.body, sent ?? (sent === undefined ? {} : null), identity)
    return parse(route.body, body)
  } catch (error) {
    throw error instanceof Problem && route.operationLists
      ? unreadableOperations(error, sent, route.operationLists)
      : error
  }
}

function sendAnswer(reply: FastifyReply, route: Route, answer: RouteAnswer): void | Promise<void> {
  const { status } = route.success
  const headers: string[] = []
  for (const name in answer.headers) headers.push(name, answer.headers[name] ?? '')
  if (answer.replayed) headers.push('idempotency-replayed', 'true')
  if (answer.raw) {
    headers.push('content-type', answer.raw.type)
    return sendText(reply, { status, headers, text: answer.raw.content })
  }
  // One restaurant's data may enter no shared cache, and the client's own cache has to revalidate it.
  headers.push('cache-control', route.unstored ? 'no-store' : 'private, no-cache')
  if (answer.notModified) return send(reply, { status: 304, headers })
  const text = answer.encoded ?? (answer.body === undefined ? undefined : JSON.stringify(answer.body))
  if (text === undefined) return send(reply, { status, headers })
  headers.push('content-type', json)
  return sendText(reply, { status, headers, text })
}

const json = 'application/json; charset=utf-8'

function oneOf(header: string | string[] | undefined): string | undefined {
  return Array.isArray(header) ? header.join(', ') : header
}
