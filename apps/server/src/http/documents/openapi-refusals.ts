import { type ProblemCode, problems } from '@qtable/domain'
import { ProblemBody } from '@qtable/protocol'
import type { z } from 'zod'
import type { ZodOpenApiResponseObject } from 'zod-openapi'
import { problemType } from '../../wire/problems.ts'
import type { Route } from '../route.ts'

// What every route of a kind may answer, beside what it names itself.
function codesOf(route: Route): ProblemCode[] {
  return [
    'malformed',
    ...(route.auth === 'none' ? [] : (['unauthenticated', 'forbidden', 'rate_limited'] as const)),
    ...(route.body ? (['payload_too_large', 'unsupported_media_type', 'validation_failed'] as const) : []),
    ...(route.guarded ? (['version_conflict'] as const) : []),
    ...(route.idempotent ? (['idempotency_mismatch'] as const) : []),
    ...(route.refusals ?? []),
    'unavailable',
  ]
}

/** The problems that a route may answer, by status. */
export function refusalsOf(route: Route): Record<string, ZodOpenApiResponseObject> {
  const byStatus = new Map<number, ProblemCode[]>()
  for (const code of new Set(codesOf(route))) {
    const { status } = problems[code]
    byStatus.set(status, [...(byStatus.get(status) ?? []), code])
  }
  return Object.fromEntries([...byStatus].map(([status, codes]) => [status, refusal(codes)]))
}

const refusals = new Map<string, ZodOpenApiResponseObject>()

// One component for each set of codes: most routes refuse alike.
function refusal(codes: readonly ProblemCode[]): ZodOpenApiResponseObject {
  const id = `Refused.${codes.join('.')}`
  const known = refusals.get(id)
  if (known) return known
  const [type = ''] = problemType.split(';')
  const response: ZodOpenApiResponseObject = {
    id,
    description: codes.map((code) => `\`${code}\`: ${problems[code].title}`).join('; '),
    content: {
      [type]: {
        schema: ProblemBody,
        examples: Object.fromEntries(codes.map((code) => [code, { value: exampleProblem(code) }])),
      },
    },
  }
  refusals.set(id, response)
  return response
}

function exampleProblem(code: ProblemCode): z.infer<typeof ProblemBody> {
  const fields = { errors: [{ path: 'partySize', message: 'Too small: expected number to be >=1' }] }
  return {
    type: `/docs/problems#${code}`,
    ...problems[code],
    code,
    detail: `${problems[code].title}.`,
    instance: '/api/v1/…',
    request_id: '0197f6a0-7c00-7000-8000-00000000abcd',
    ...(code === 'validation_failed' ? fields : {}),
  }
}
