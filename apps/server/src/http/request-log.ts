import type { FastifyRequest } from 'fastify'
import type { Logger } from 'pino'
import type { Metrics } from '../observability/metrics.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** The path of the route as it is documented: what metrics and logs call it; `none` where there is no route. */
    routeName: string
  }
}

/** What leads from a line of the log back to a request: ids and nothing else. */
export function idsOf({ id, identity }: FastifyRequest): Record<string, unknown> {
  if (!identity) return { requestId: id }
  return { requestId: id, restaurantId: identity.restaurantId, userId: identity.userId }
}

/** Counts an answer, and writes one line of it. Reads that went well are many and alike: they are for `debug`. */
export function openRequestLog({ metrics, log }: { metrics: Metrics; log: Logger }) {
  // Ids and numbers, so that nothing has to be cut out, which would take four times as long as the line itself (measured).
  const lines = log.child({}, { redact: [] })
  return function answered(request: FastifyRequest, status: number): void {
    const { method, routeName: route } = request
    const ms = performance.now() - request.cameAt
    metrics.request({ method, route, status, seconds: ms / 1000 })
    const isPlain = status < 400 && (method === 'GET' || method === 'HEAD')
    const level = isPlain ? 'debug' : 'info'
    if (lines.isLevelEnabled(level)) {
      lines[level]({ ...idsOf(request), method, route, status, ms: Math.round(ms * 10) / 10 }, 'answered')
    }
  }
}
