import { isProblemCode, Problem, type ProblemCode } from '@qtable/domain'
import { problemFrom } from '../plain-problem.ts'
import type { World } from '../world.ts'

/** As long as an answer may take, in milliseconds. */
const patienceMs = 10_000

export interface Request {
  method: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE'
  /** Below `/api/v1`. */
  path: string
  body?: unknown
  /** The access token. */
  token?: string | undefined
}

/**
 * Sends requests to one server. Resolves with the body of a success (undefined where there is none) and rejects with
 * the `Problem` of anything else: `unavailable` where the server was not reached or did not answer within 10 s.
 */
export type Http = (request: Request) => Promise<unknown>

export function openHttp({ url, world }: { url: string; world: World }): Http {
  return async ({ method, path, body, token }) => {
    const abort = new AbortController()
    const timer = world.setTimeout(() => abort.abort(), patienceMs)
    try {
      const answer = await world.fetch(`${url}/api/v1${path}`, {
        method,
        headers: {
          accept: 'application/json',
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        signal: abort.signal,
      })
      const text = await answer.text()
      if (!answer.ok) throw problemOfAnswer(answer.status, text, answer.headers.get('retry-after'))
      return text === '' ? undefined : JSON.parse(text)
    } catch (error) {
      if (error instanceof Problem) throw error
      throw new Problem('unavailable', 'The server cannot be reached', { cause: error })
    } finally {
      world.clearTimeout(timer)
    }
  }
}

// What stands between a client and the server (a proxy, a captive portal) answers without a code of ours.
const byStatus: Readonly<Record<number, ProblemCode>> = {
  400: 'malformed',
  401: 'unauthenticated',
  403: 'forbidden',
  404: 'not_found',
  410: 'full_sync_required',
  413: 'payload_too_large',
  429: 'rate_limited',
  500: 'internal',
}

function problemOfAnswer(status: number, text: string, retryAfter: string | null): Problem {
  const body = objectOf(text)
  const seconds = retryAfter === null || retryAfter === '' ? Number.NaN : Number(retryAfter)
  return problemFrom(
    isProblemCode(body.code)
      ? body
      : { code: byStatus[status] ?? 'unavailable', detail: `The server answered ${status}` },
    Number.isFinite(seconds) ? seconds : undefined,
  )
}

function objectOf(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
  } catch {
    return {}
  }
}
