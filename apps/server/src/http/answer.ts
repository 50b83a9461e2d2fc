import cors from '@fastify/cors'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'

declare module 'fastify' {
  interface FastifyRequest {
    /** When the request arrived, in milliseconds of the monotonic clock. */
    receivedAt: number
  }
  interface FastifyInstance {
    sendAnswer: (reply: FastifyReply, answer: HttpAnswer) => void
  }
}

/** A complete answer, but for the headers that every answer has. */
export interface HttpAnswer {
  status: number
  /** Names and values in turn. A `content-security-policy` among them replaces the usual one. */
  headers: readonly string[]
  body?: string | Buffer | undefined
}

/** Sends an answer with the headers that every answer has. */
export function send(reply: FastifyReply, answer: HttpAnswer): void {
  reply.server.sendAnswer(reply, answer)
}

// No Strict-Transport-Security: over plain HTTP in a restaurant's own network it would lock the browser out. A proxy with
// TLS adds it.
const securityHeaders = [
  ...['cross-origin-opener-policy', 'same-origin'],
  ...['cross-origin-resource-policy', 'same-origin'],
  ...['referrer-policy', 'no-referrer'],
  ...['x-content-type-options', 'nosniff'],
  ...['x-frame-options', 'SAMEORIGIN'],
]
const policyName = 'content-security-policy'
// An API answer that a browser opens as a page may load and run nothing. Real pages set their own policy.
const policy = [policyName, "default-src 'none';frame-ancestors 'none'"]

export interface AnswerOptions {
  /** Other sites that may call the API. */
  corsOrigins: string[]
  /** Called for every answer as it is sent. */
  answered: (request: FastifyRequest, status: number) => void
}

/**
 * Makes `send` work. Every answer has the request's id and the security headers, and lets other sites in only where they
 * are configured. `send` writes to the raw response: Fastify's own reply, header by header and through hooks, costs a
 * tenth of a cached read (measured).
 */
export async function registerAnswers(app: FastifyInstance, { corsOrigins, answered }: AnswerOptions): Promise<void> {
  const hasCors = corsOrigins.length > 0
  let isClosing = false
  app.addHook('preClose', async () => {
    isClosing = true
  })
  app.decorateRequest('receivedAt', 0)
  app.addHook('onRequest', (request, reply, done) => {
    request.receivedAt = performance.now()
    if (hasCors) reply.header('vary', 'accept-encoding')
    done()
  })

  function commonHeaders({ request }: FastifyReply, status: number, headers: readonly string[]): string[] {
    const all = ['x-request-id', request.id]
    // A 304 keeps the headers of the client's copy.
    if (status !== 304) {
      all.push(...securityHeaders)
      if (!headers.includes(policyName)) all.push(...policy)
    }
    // Without it, a connection that was busy when the stop began would be kept open for the client's next request.
    if (isClosing) all.push('connection', 'close')
    return all
  }

  app.decorate('sendAnswer', (reply, { status, headers, body }) => {
    const all = commonHeaders(reply, status, headers)
    if (hasCors) for (const [name, value] of Object.entries(reply.getHeaders())) all.push(name, String(value))
    else all.push('vary', 'accept-encoding')
    all.push(...headers)
    if (status !== 204 && status !== 304) {
      all.push('content-length', String(body === undefined ? 0 : Buffer.byteLength(body)))
    }
    reply.raw.writeHead(status, all).end(body)
    answered(reply.request, status)
  })

  if (!hasCors) return
  await app.register(cors, {
    origin: corsOrigins,
    methods: ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'],
    exposedHeaders: ['ETag', 'Link', 'Location', 'Retry-After', 'X-Request-Id', 'Idempotency-Replayed'],
    maxAge: 86_400,
  })
  // The plugin answers preflight requests itself, through Fastify's reply.
  app.addHook('onSend', (request, reply, payload, done) => {
    const all = commonHeaders(reply, reply.statusCode, [])
    for (let i = 0; i < all.length; i += 2) reply.header(all[i] ?? '', all[i + 1])
    answered(request, reply.statusCode)
    done(null, payload)
  })
}
