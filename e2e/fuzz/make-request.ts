import { roleIncludes } from '@qtable/domain'
import type { NamedSchemas } from '../../apps/server/src/http/documents/json-schema.ts'
import type { Random } from '../random.ts'
import type { FuzzActor, FuzzActors } from './fuzz-actors.ts'
import type { DocumentedOperation, FuzzRequest, RequestKind } from './fuzz-request.ts'
import type { IdKind } from './fuzz-tenants.ts'
import { type KnownValues, knownId, type ValueContext, validValue } from './fuzz-values.ts'
import { hostileBody, spoiled } from './hostile-values.ts'
import { strangeHeaders, strangePath, strangeQuery } from './strange-requests.ts'

/** What requests are made of. */
export interface RequestSource {
  operations: readonly DocumentedOperation[]
  schemas: NamedSchemas
  known: KnownValues
  actors: FuzzActors
  /** Of the restaurant under load, and of the quiet one. */
  restaurantIds: { busy: number; quiet: number }
}

const weights: readonly RequestKind[] = [
  ...Array<RequestKind>(9).fill('valid'),
  ...Array<RequestKind>(7).fill('spoiled'),
  ...(['hostile', 'hostile', 'headers', 'path', 'query'] as const),
]

// They end the session of whoever sends them, or change their password.
const endsSession = new Set(['logout', 'changePassword', 'endOtherSessions', 'endOwnSession'])

/** The request that follows from the random numbers. */
export function makeRequest(source: RequestSource, random: Random): FuzzRequest {
  const kind = random.one(weights)
  let operation = random.one(source.operations)
  // With as many deletes as creations there would soon be nothing to meet.
  if (operation.method === 'DELETE' && random.chance(0.7)) operation = random.one(source.operations)
  let actor = endsSession.has(operation.operationId) ? source.actors.expendable(random) : source.actors.any(random)
  if (actor.onlyReads && operation.method !== 'GET') {
    operation = random.one(source.operations.filter(({ method }) => method === 'GET'))
  }
  // A public route with a token in its header may act for its holder.
  if (operation['x-role'] === undefined && actor.tenant === 'quiet') actor = { ...actor, token: undefined }
  const context: ValueContext = { ...source, random, noun: nounOf(operation) }
  const { target, foreign } = targetOf(operation, { source, context, actor })
  const headers = headersOf(operation, actor, context)
  const content = bodyOf(operation, kind, context)
  headers.push(...(content?.headers ?? []))
  const request: FuzzRequest = {
    ...{ kind, actor, operation, headers, target },
    method: operation.method === 'GET' && random.chance(0.1) ? 'HEAD' : operation.method,
    body: content?.bytes,
    mustRefuse: refusalReason(operation, actor, foreign),
  }
  if (kind === 'headers') return strangeHeaders(request, random)
  if (kind === 'path') return strangePath(request, random)
  if (kind === 'query') return strangeQuery(request, random)
  return request
}

function refusalReason(operation: DocumentedOperation, actor: FuzzActor, foreign: boolean): string | undefined {
  const needed = operation['x-role']
  if (needed === undefined) return undefined
  if (actor.role === undefined) return `a token that is ${actor.name}`
  if (foreign) return 'another restaurant in the path'
  return roleIncludes(actor.role, needed) ? undefined : `the role ${actor.role} in place of ${needed}`
}

function targetOf(
  { path, parameters }: DocumentedOperation,
  { source, context, actor }: { source: RequestSource; context: ValueContext; actor: FuzzActor },
): { target: string; foreign: boolean } {
  const { random } = context
  const withId = path.replace('{id}', () => knownId(context, 'id'))
  const { busy, quiet } = source.restaurantIds
  const [own, other] = actor.tenant === 'quiet' ? [quiet, busy] : [busy, quiet]
  const foreign = random.chance(0.08)
  const number = foreign ? other : own
  const prefixes = foreign
    ? [`/restaurants/${number}`, `/api/restaurants/${number}`, `/api/v1/restaurants/${number}`]
    : ['/api/v1', '/api/v1', '/api/v1', '/api', `/restaurants/${number}`, `/api/v1/restaurants/${number}`]
  const isRooted = !path.startsWith('/api/v1')
  const query = parameters.flatMap(({ name, in: place, required, schema }) => {
    if (place !== 'query' || name === undefined || !(required || random.chance(0.4))) return []
    const value = validValue(schema ?? {}, context, name)
    return [`${name}=${encodeURIComponent(Array.isArray(value) ? value.join(',') : String(value))}`]
  })
  const place = isRooted ? withId : withId.replace('/api/v1', random.one(prefixes))
  return { target: `${place}${query.length > 0 ? `?${query.join('&')}` : ''}`, foreign: foreign && !isRooted }
}

function nounOf({ path }: DocumentedOperation): IdKind | undefined {
  const noun = path.split('/')[3]?.replace(/s$/, '') ?? ''
  return noun in idKinds ? (noun as IdKind) : undefined
}

const idKinds = {
  guest: 1,
  table: 1,
  section: 1,
  reservation: 1,
  combination: 1,
  user: 1,
  invitation: 1,
} satisfies Record<IdKind, 1>

function headersOf(
  { parameters }: DocumentedOperation,
  { token }: FuzzActor,
  { random, known }: ValueContext,
): [string, string][] {
  const headers: [string, string][] = token === undefined ? [] : [['authorization', `Bearer ${token}`]]
  const takes = (name: string) => parameters.some(({ $ref = '' }) => $ref.endsWith(`/${name}`))
  if (takes('IdempotencyKey') && random.chance(0.3)) headers.push(['idempotency-key', random.one(known.commandIds)])
  if (takes('IfMatch') && random.chance(0.2)) headers.push(['if-match', `"${random.int(50)}"`])
  if (takes('IfNoneMatch') && random.chance(0.2))
    headers.push(['if-none-match', random.one(['*', 'W/"1"', '"a", "b"'])])
  if (random.chance(0.1))
    headers.push(['accept-encoding', random.one(['gzip', 'br', 'deflate', 'gzip, br', 'identity'])])
  return headers
}

function bodyOf(
  { requestBody }: DocumentedOperation,
  kind: RequestKind,
  context: ValueContext,
): { bytes: Buffer; headers: [string, string][] } | undefined {
  if (!requestBody) return undefined
  const { random } = context
  const [media] = Object.values(requestBody.content)
  const valid = validValue(media?.schema ?? {}, context)
  const json: [string, string] = ['content-type', 'application/json']
  if (kind === 'hostile') {
    const { bytes, headers = [] } = hostileBody(valid, random)
    return { bytes, headers: headers.some(([name]) => name === 'content-type') ? headers : [json, ...headers] }
  }
  const sent = kind === 'spoiled' ? spoiled(random.chance(0.3) ? media?.example : valid, random) : valid
  return { bytes: Buffer.from(JSON.stringify(sent)), headers: [json] }
}
