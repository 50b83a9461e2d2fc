import type { FastifyBaseLogger, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
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

/** A logger whose lines all carry the ids of a request. Made when it is needed: most requests have nothing to say. */
export function logOf(request: FastifyRequest): FastifyBaseLogger {
  return request.log.child(idsOf(request))
}

/** Counts every answer, and writes one line of it. Reads that went well are many and alike: they are for `debug`. */
export function observeAnswers(app: FastifyInstance, { metrics, log }: { metrics: Metrics; log: Logger }): void {
  app.addHook('onResponse', (request: FastifyRequest, reply: FastifyReply, done: () => void) => {
    const { method, routeName: route } = request
    const { statusCode: status, elapsedTime } = reply
    metrics.request({ method, route, status, seconds: elapsedTime / 1000 })
    const isPlain = status < 400 && (method === 'GET' || method === 'HEAD')
    const level = isPlain ? 'debug' : 'info'
    if (log.isLevelEnabled(level)) {
      log[level]({ ...idsOf(request), method, route, status, ms: Math.round(elapsedTime * 10) / 10 }, 'answered')
    }
    done()
  })
}
