import { Problem, parse } from '@qtable/domain'
import type { MemberRoute, RouteAnswer, ServerParts } from '../../apps/server/src/http/route.ts'
import { batchRoutes } from '../../apps/server/src/http/routes/batch.ts'
import { dashboardRoutes } from '../../apps/server/src/http/routes/dashboard.ts'
import { guestRoutes } from '../../apps/server/src/http/routes/guests.ts'
import { syncRoutes } from '../../apps/server/src/http/routes/sync.ts'
import { syncBatchRoutes } from '../../apps/server/src/http/routes/sync-batch.ts'
import { authenticate, mustBeAllowed } from '../../apps/server/src/wire/authenticate.ts'
import { parseParameters, problemAnswer, toProblem } from '../../apps/server/src/wire/problems.ts'

export interface SimulatedRequest {
  method: string
  /** Below `/api/v1`, with its query. */
  path: string
  headers: Readonly<Record<string, string>>
  body: string | undefined
}

export interface SimulatedResponse {
  status: number
  headers: Record<string, string>
  text: string
}

// The server's own handlers. Fastify is left out: it would take most of the time of a simulation.
const routes = [...syncRoutes, ...syncBatchRoutes, ...batchRoutes, ...dashboardRoutes, ...guestRoutes].flatMap(
  (route) => (route.auth === 'none' ? [] : [{ route, parts: route.path.split('/') }]),
)

/** Answers a request with the handler of its route, as a node does. */
export async function answerRequest(request: SimulatedRequest, parts: ServerParts): Promise<SimulatedResponse> {
  const { pathname, searchParams } = new URL(request.path, 'http://qtable')
  try {
    const body: unknown = request.body === undefined ? undefined : JSON.parse(request.body)
    const session = await signIn(`${request.method} ${pathname}`, { body, request, parts })
    if (session) return responseOf(200, { body: session })
    const found = findRoute(request.method, pathname)
    if (!found) throw new Problem('not_found', `There is no ${request.method} ${pathname}`)
    const { route, params } = found
    const identity = await authenticate(parts.accounts, request.headers.authorization)
    mustBeAllowed(identity, route.auth)
    const answer = await route.handle({
      params: read(route.params, params),
      query: read(route.query, Object.fromEntries(searchParams)),
      body: route.body ? parse(route.body, body) : undefined,
      identity,
      parts,
      log: () => parts.log,
      isLocal: () => false,
      caller: () => ({ address: '192.0.2.1', userAgent: undefined, signal: AbortSignal.any([]) }),
      base: () => '/api/v1',
      url: request.path,
      headers: {
        authorization: request.headers.authorization,
        ifMatch: request.headers['if-match'],
        ifNoneMatch: undefined,
        idempotencyKey: request.headers['idempotency-key'],
      },
    })
    return responseOf(answer.notModified ? 304 : route.success.status, answer)
  } catch (error) {
    const problem = toProblem(error)
    if (problem.code === 'internal') parts.log.error({ err: error }, 'a request failed for an unexpected reason')
    const { status, headers, body } = problemAnswer(problem, { path: pathname, requestId: 'simulated' })
    return { status, headers, text: JSON.stringify(body) }
  }
}

/** Signing in is simplified: what matters is that tokens expire and are refreshed over the same network. */
async function signIn(
  route: string,
  { body, request, parts }: { body: unknown; request: SimulatedRequest; parts: ServerParts },
): Promise<unknown> {
  const { email = '', refresh_token = '' } = (body ?? {}) as { email?: string; refresh_token?: string }
  switch (route) {
    case 'POST /auth/login':
      return parts.accounts.login({ email, password: '' })
    case 'POST /auth/refresh':
      return parts.accounts.refresh(refresh_token)
    case 'POST /auth/ticket':
      return parts.accounts.createTicket(await authenticate(parts.accounts, request.headers.authorization))
    default:
      return undefined
  }
}

function findRoute(method: string, path: string): { route: MemberRoute; params: Record<string, string> } | undefined {
  const given = path.split('/')
  for (const { route, parts } of routes) {
    if (route.method !== method || parts.length !== given.length) continue
    const params: Record<string, string> = {}
    const isMatch = parts.every((part, i) => {
      if (part.startsWith(':')) params[part.slice(1)] = given[i] ?? ''
      return part.startsWith(':') || part === given[i]
    })
    if (isMatch) return { route, params }
  }
  return undefined
}

function read(schema: MemberRoute['params'], value: unknown): unknown {
  return schema && parseParameters(schema, value)
}

function responseOf(status: number, { body, encoded, headers = {}, replayed }: RouteAnswer): SimulatedResponse {
  const text = encoded ? encoded.plain.toString() : body === undefined ? '' : JSON.stringify(body)
  return { status, headers: { ...headers, ...(replayed ? { 'idempotency-replayed': 'true' } : {}) }, text }
}
