import cors from '@fastify/cors'
import type { FastifyInstance } from 'fastify'

// Written out, because they are the same for every answer. No Strict-Transport-Security: over plain HTTP in a
// restaurant's own network it would lock the browser out; a proxy with TLS says it itself.
const securityHeaders = {
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'SAMEORIGIN',
}
// What a browser could make of an answer by itself is nothing; a page has a policy of its own.
const policy = "default-src 'none';frame-ancestors 'none'"

/** What every answer carries: its request's id and security headers; other sites only where they were let in. */
export async function registerEdges(app: FastifyInstance, { corsOrigins }: { corsOrigins: string[] }): Promise<void> {
  let isClosing = false
  app.addHook('preClose', async () => {
    isClosing = true
  })
  app.addHook('onRequest', (request, reply, done) => {
    reply.header('x-request-id', request.id).header('vary', 'accept-encoding')
    done()
  })
  app.addHook('onSend', (_request, reply, payload, done) => {
    // One that has no body leaves the client's own copy as it is, with the headers that came with it.
    if (reply.statusCode !== 304) {
      reply.headers(securityHeaders)
      if (!reply.hasHeader('content-security-policy')) reply.header('content-security-policy', policy)
    }
    // Without this, a connection that was busy when the stop came would be kept open for the client's next request.
    if (isClosing) reply.header('connection', 'close')
    done(null, payload)
  })
  if (corsOrigins.length > 0) {
    await app.register(cors, {
      origin: corsOrigins,
      methods: ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'],
      exposedHeaders: ['ETag', 'Link', 'Location', 'Retry-After', 'X-Request-Id', 'Idempotency-Replayed'],
      maxAge: 86_400,
    })
  }
}
