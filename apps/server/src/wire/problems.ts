import { Problem, parse, problems } from '@qtable/domain'
import type { ProblemBody } from '@qtable/protocol'
import type { z } from 'zod'
import { boundedDetails, type Details } from './bounded.ts'

export const problemType = 'application/problem+json; charset=utf-8'

// Room for 500 refused operations with the state that some of them met.
const maxProblemBytes = 512 * 1024

/** The answer to a request that failed. */
export interface ProblemAnswer {
  status: number
  headers: Record<string, string>
  body: ProblemBody
}

/** A problem as an answer (RFC 9457). Pass `path` without its query, which may hold a secret. */
export function problemAnswer(
  problem: Problem,
  { path, requestId }: { path: string; requestId: string },
): ProblemAnswer {
  const { code, retryAfterSeconds } = problem
  // Cut, so that no request can grow the answer of another one.
  const { detail, current, errors, operations } = boundedDetails<Details>(problem, maxProblemBytes)
  const headers: Record<string, string> = { 'content-type': problemType, 'cache-control': 'no-store' }
  if (retryAfterSeconds !== undefined) headers['retry-after'] = String(Math.max(1, Math.ceil(retryAfterSeconds)))
  else if (code === 'rate_limited' || code === 'unavailable') headers['retry-after'] = '1'
  if (code === 'unauthenticated') headers['www-authenticate'] = 'Bearer realm="qtable"'
  if (problem.replayed) headers['idempotency-replayed'] = 'true'
  return {
    status: problems[code].status,
    headers,
    body: {
      type: `/docs/problems#${code}`,
      title: problems[code].title,
      status: problems[code].status,
      code,
      detail: detail ?? '',
      instance: path.slice(0, 500).toWellFormed(),
      request_id: requestId,
      ...(current === undefined ? {} : { current }),
      ...(errors === undefined ? {} : { errors: [...errors] }),
      ...(operations === undefined ? {} : { operations: [...operations] }),
    },
  }
}

/** Reads a path or a query by its schema, or throws `malformed` with each wrong parameter. */
export function parseParameters<S extends z.ZodType>(schema: S, value: unknown): z.output<S> {
  try {
    return parse(schema, value)
  } catch (error) {
    throw error instanceof Problem ? new Problem('malformed', error.detail, { errors: error.errors ?? [] }) : error
  }
}

/** One header or parameter that cannot be read; `message` continues a sentence that begins with its name. */
export function malformedField(path: string, message: string): Problem {
  return new Problem('malformed', `${path}: ${message}`, { errors: [{ path, message }] })
}

// Fastify's own errors by their codes. Of the others, those with a 4xx status are `malformed`, and the rest are bugs.
const frameworkProblems: Readonly<Record<string, () => Problem>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: () =>
    new Problem('payload_too_large', 'The body is too large: at most 1 MB, and 64 KB where no sign-in is needed'),
  FST_ERR_CTP_INVALID_MEDIA_TYPE: () =>
    new Problem('unsupported_media_type', 'Send the body as Content-Type: application/json'),
  FST_ERR_MAX_PARAM_LENGTH: () => new Problem('not_found', 'There is nothing at this path'),
  FST_ERR_HANDLER_TIMEOUT: () => new Problem('unavailable', 'The request took too long', { retryAfterSeconds: 2 }),
}

/** Anything thrown as a problem. An unexpected error becomes `internal`, whose detail reveals nothing. */
export function toProblem(error: unknown): Problem {
  if (error instanceof Problem) return error
  const { code, statusCode } = error as { code?: unknown; statusCode?: unknown }
  const known = typeof code === 'string' ? frameworkProblems[code] : undefined
  if (known) return known()
  if (typeof statusCode === 'number' && statusCode >= 400 && statusCode < 500) {
    return new Problem('malformed', 'The request could not be read', { cause: error })
  }
  return new Problem('internal', 'Something went wrong on our side; the log has it under the request_id', {
    cause: error,
  })
}

/** The raw HTTP response to bytes that are not an HTTP request. Only the socket exists then, without a reply. */
export function badRequestResponse(requestId: string): string {
  const problem = new Problem('malformed', 'This is not an HTTP request that the server can read')
  const { status, headers, body } = problemAnswer(problem, { path: '', requestId })
  const text = JSON.stringify(body)
  const lines = Object.entries({
    ...headers,
    'x-request-id': requestId,
    'content-length': String(Buffer.byteLength(text)),
    connection: 'close',
  }).map(([name, value]) => `${name}: ${value}\r\n`)
  return `HTTP/1.1 ${status} Bad Request\r\n${lines.join('')}\r\n${text}`
}
