import type { FastifyRequest } from 'fastify'
import type { Logger } from 'pino'
import type { Metrics } from '../observability/metrics.ts'
import type { TrustedProxies } from '../trusted-proxies.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** The documented path of the route, for metrics and logs; `none` where no route matches. */
    routeName: string
  }
}

/** The ids that lead from a log line back to its request. Of its other data, the address of a refused caller is logged alone. */
export function idsOf({ id, identity }: FastifyRequest): Record<string, unknown> {
  if (!identity) return { requestId: id }
  return { requestId: id, restaurantId: identity.restaurantId, userId: identity.userId }
}

// An operator who sees guesses must see where they come from.
const withAddress: ReadonlySet<number> = new Set([401, 403, 429])

/** Counts each answer and logs one line for it: successful reads at `debug`, everything else at `info`. */
export function openRequestLog({ metrics, log, proxies }: { metrics: Metrics; log: Logger; proxies: TrustedProxies }) {
  // The lines hold ids and numbers alone, so redaction has nothing to do. It takes four times as long as a line (measured).
  const lines = log.child({}, { redact: [] })
  return function answered(request: FastifyRequest, status: number): void {
    const { method, routeName: route } = request
    const ms = performance.now() - request.receivedAt
    metrics.request({ method, route, status, seconds: ms / 1000 })
    const isSuccessfulRead = status < 400 && (method === 'GET' || method === 'HEAD')
    const level = isSuccessfulRead ? 'debug' : 'info'
    if (lines.isLevelEnabled(level)) {
      const address = withAddress.has(status) ? { address: proxies.addressOf(request.raw) } : {}
      lines[level]({ ...idsOf(request), ...address, method, route, status, ms: Math.round(ms * 10) / 10 }, 'answered')
    }
  }
}
