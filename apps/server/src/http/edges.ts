import { constants } from 'node:zlib'
import compress from '@fastify/compress'
import cors from '@fastify/cors'
import helmet from '@fastify/helmet'
import rateLimit from '@fastify/rate-limit'
import { Problem } from '@qtable/domain'
import type { FastifyInstance, onRequestAsyncHookHandler } from 'fastify'
import type { RedisClient } from '../bus/redis-client.ts'

/** Security headers, other sites only where they were let in, and compression for who asks. */
export async function registerEdges(app: FastifyInstance, { corsOrigins }: { corsOrigins: string[] }): Promise<void> {
  await app.register(helmet, {
    contentSecurityPolicy: { useDefaults: false, directives: { defaultSrc: ["'none'"], frameAncestors: ["'none'"] } },
    referrerPolicy: { policy: 'no-referrer' },
    // Over plain HTTP in a restaurant's own network it would lock the browser out; a proxy with TLS says it itself.
    strictTransportSecurity: false,
    // For browsers that are gone, or for what a policy of 'none' forbids anyway: bytes on every answer for nothing.
    crossOriginEmbedderPolicy: false,
    originAgentCluster: false,
    xDnsPrefetchControl: false,
    xDownloadOptions: false,
    xPermittedCrossDomainPolicies: false,
    xXssProtection: false,
  })
  if (corsOrigins.length > 0) {
    await app.register(cors, {
      origin: corsOrigins,
      methods: ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'],
      exposedHeaders: ['ETag', 'Link', 'Location', 'Retry-After', 'X-Request-Id', 'Idempotency-Replayed'],
      maxAge: 86_400,
    })
  }
  await app.register(compress, {
    threshold: 1024,
    encodings: ['br', 'gzip'],
    // Floors are sent often and once: the quickest levels save nine tenths of what the best would.
    brotliOptions: { params: { [constants.BROTLI_PARAM_QUALITY]: 3 } },
    zlibOptions: { level: 1 },
    customTypes: /^(application\/(problem\+)?json|text\/)/,
    globalDecompression: false,
  })
}

/** Counts a request against the rate of whoever asks, or of the address where that is nobody; undefined for no limit. */
export async function openLimiter(
  app: FastifyInstance,
  { perMinute, redis }: { perMinute: number; redis: Pick<RedisClient, 'commands' | 'prefix'> | undefined },
): Promise<onRequestAsyncHookHandler | undefined> {
  if (perMinute === 0) return undefined
  // While Redis does not answer, nobody is counted: a limit must not be what stops a service.
  const counted = redis ? { redis: redis.commands, nameSpace: `${redis.prefix}rate:`, skipOnError: true } : {}
  await app.register(rateLimit, { global: false, ...counted })
  return app.rateLimit({
    max: perMinute,
    timeWindow: 60_000,
    keyGenerator: (request) => request.identity?.userId ?? request.ip,
    errorResponseBuilder: (_request, { ttl }) =>
      new Problem('rate_limited', `At most ${perMinute} requests a minute`, { retryAfterSeconds: ttl / 1000 }),
  })
}
