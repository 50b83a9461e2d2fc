import { isProblemCode, Problem, type ProblemCode } from '@qtable/domain'
import type { Platform } from '../platform.ts'
import { deserializeProblem } from './serialized-problem.ts'

const timeoutMs = 10_000

export interface HttpRequest {
  method: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE'
  /** Below `/api/v1`. */
  path: string
  body?: unknown
  /** The access token. */
  token?: string | undefined
  /** The answer is a page of a list: resolves with a `AnswerPage`. */
  isPage?: boolean
}

/** A page of a list. */
export interface AnswerPage {
  entries: unknown[]
  /** The path of the next page, below `/api/v1`; undefined for the last one. */
  next: string | undefined
}

/**
 * Sends a request. Resolves with the body of a success (undefined where there is none) and rejects with the `Problem` of
 * anything else: `unavailable` where the server was not reached or did not answer within 10 s.
 */
export type Http = (request: HttpRequest) => Promise<unknown>

/** Requests to the server at `url`, which has no slash at its end. */
export function openHttp({ url, platform }: { url: string; platform: Platform }): Http {
  return async ({ method, path, body, token, isPage = false }) => {
    const abort = new AbortController()
    const timer = platform.setTimeout(() => abort.abort(), timeoutMs)
    try {
      const answer = await platform.fetch(`${url}/api/v1${path}`, {
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
      const value: unknown = text === '' ? undefined : JSON.parse(text)
      return isPage ? pageOf(value, answer.headers.get('link')) : value
    } catch (error) {
      if (error instanceof Problem) throw error
      throw new Problem('unavailable', 'The server cannot be reached', { cause: error })
    } finally {
      platform.clearTimeout(timer)
    }
  }
}

function pageOf(entries: unknown, link: string | null): AnswerPage {
  if (!Array.isArray(entries)) throw notAQTableServer()
  // RFC 8288: <https://host/api/v1/guests?cursor=a>; rel="next". The server names the path alone.
  const [, next] = /<[^>]*?\/api\/v1(\/[^>]*)>;\s*rel="next"/.exec(link ?? '') ?? []
  return { entries, next }
}

/** The problem of an answer that no QTable server gives. */
export function notAQTableServer(): Problem {
  return new Problem('unavailable', 'The answer is not from a QTable server')
}

// A proxy or a captive portal on the way answers without a problem code.
const codeByStatus: Readonly<Record<number, ProblemCode>> = {
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
  const body = fieldsOf(text)
  const seconds = retryAfter === null || retryAfter === '' ? Number.NaN : Number(retryAfter)
  return deserializeProblem(
    isProblemCode(body.code)
      ? body
      : { code: codeByStatus[status] ?? 'unavailable', detail: `The server answered ${status}` },
    Number.isFinite(seconds) ? seconds : undefined,
  )
}

function fieldsOf(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
  } catch {
    return {}
  }
}
