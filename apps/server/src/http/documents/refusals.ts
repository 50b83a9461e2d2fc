import { exampleIds, type ProblemCode, problems } from '@qtable/domain'
import type { ProblemBody } from '@qtable/protocol'
import { problemType } from '../../wire/problems.ts'
import type { Route } from '../route.ts'
import { refTo } from './json-schema.ts'

/** Every problem that a route may answer with. A test holds that no answer of any other test has another one. */
export function refusalsOf(route: Route): ProblemCode[] {
  const mayHaveBody = route.method !== 'GET'
  const codes: (ProblemCode | false)[] = [
    // Without a parameter of its own a route still refuses those that it does not know.
    (mayHaveBody || route.atRoot !== true) && 'malformed',
    route.auth !== 'none' && 'unauthenticated',
    route.auth !== 'none' && 'forbidden',
    route.auth !== 'none' && route.confirmed === true && 'step_up_required',
    ...(route.refusals ?? []),
    route.guarded === true && 'version_conflict',
    mayHaveBody && 'payload_too_large',
    mayHaveBody && 'unsupported_media_type',
    route.body !== undefined && 'validation_failed',
    route.idempotent === true && 'idempotency_mismatch',
    route.idempotent === true && 'quota_exceeded',
    route.atRoot !== true && 'rate_limited',
    'internal',
    route.atRoot !== true && 'unavailable',
  ]
  return [...new Set(codes.filter((code) => code !== false))]
}

/** The refusals of one status, as a response of the document. */
export interface RefusalResponse {
  description: string
  'x-problem-codes': readonly ProblemCode[]
  headers?: Record<string, { $ref: string }>
  content: Record<string, { schema: { $ref: string }; examples: Record<string, { value: ProblemBody }> }>
}

/** The responses of a route's refusals by status: references to `components`, where each set of codes stands once. */
export function refusalResponses(
  route: Route,
  components: Record<string, RefusalResponse>,
): Record<string, { $ref: string }> {
  const byStatus = Map.groupBy(refusalsOf(route), (code) => problems[code].status)
  return Object.fromEntries(
    [...byStatus].map(([status, codes]) => {
      const name = `Refused.${codes.toSorted().join('.')}`
      components[name] ??= refusalResponse(codes.toSorted())
      return [status, { $ref: `#/components/responses/${name}` }]
    }),
  )
}

const [mediaType = ''] = problemType.split(';')

function refusalResponse(codes: readonly ProblemCode[]): RefusalResponse {
  const retries = codes.some((code) => code === 'rate_limited' || code === 'unavailable')
  return {
    description: codes.map((code) => `\`${code}\`: ${problems[code].title}`).join('; '),
    'x-problem-codes': codes,
    ...(retries ? { headers: { 'Retry-After': { $ref: '#/components/headers/RetryAfter' } } } : {}),
    content: {
      [mediaType]: {
        schema: refTo('Problem'),
        examples: Object.fromEntries(codes.map((code) => [code, { value: exampleProblem(code) }])),
      },
    },
  }
}

function exampleProblem(code: ProblemCode): ProblemBody {
  const errors = [{ path: 'partySize', message: 'must be at least 1' }]
  return {
    type: `/docs/problems#${code}`,
    ...problems[code],
    code,
    detail: `${problems[code].title}.`,
    instance: '/api/v1/…',
    request_id: exampleIds.request,
    ...(code === 'validation_failed' ? { errors } : {}),
  }
}
