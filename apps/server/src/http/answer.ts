import cors from '@fastify/cors'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'

declare module 'fastify' {
  interface FastifyRequest {
    /** When it came, in milliseconds of a clock that nobody sets. */
    cameAt: number
  }
  interface FastifyInstance {
    sendAnswer: (reply: FastifyReply, answer: WholeAnswer) => void
  }
}

/** An answer to its last byte, but for what every answer carries. */
export interface WholeAnswer {
  status: number
  /** Names and values in turn; a policy (`content-security-policy`) among them takes the place of the usual one. */
  headers: readonly string[]
  body?: string | Buffer | undefined
}

/** Sends an answer, and with it what every answer carries. */
export function send(reply: FastifyReply, answer: WholeAnswer): void {
  reply.server.sendAnswer(reply, answer)
}

// Written out, because they are the same for every answer. No Strict-Transport-Security: over plain HTTP in a
// restaurant's own network it would lock the browser out; a proxy with TLS says it itself.
const securityHeaders = [
  ...['cross-origin-opener-policy', 'same-origin'],
  ...['cross-origin-resource-policy', 'same-origin'],
  ...['referrer-policy', 'no-referrer'],
  ...['x-content-type-options', 'nosniff'],
  ...['x-frame-options', 'SAMEORIGIN'],
]
const policyName = 'content-security-policy'
// What a browser could make of an answer by itself is nothing; a page has a policy of its own.
const policy = [policyName, "default-src 'none';frame-ancestors 'none'"]

export interface AnswerOptions {
  /** Other sites that may call. */
  corsOrigins: string[]
  /** Hears of every answer as it is sent. */
  answered: (request: FastifyRequest, status: number) => void
}

/**
 * Makes `send` work: every answer carries its request's id and security headers, and lets other sites in only where they
 * were. It writes to the response itself: Fastify's own way there, header by header and through hooks, is a tenth of a
 * read that is at hand (measured).
 */
export async function registerAnswers(app: FastifyInstance, { corsOrigins, answered }: AnswerOptions): Promise<void> {
  const isOpen = corsOrigins.length > 0
  let isClosing = false
  app.addHook('preClose', async () => {
    isClosing = true
  })
  app.decorateRequest('cameAt', 0)
  app.addHook('onRequest', (request, reply, done) => {
    request.cameAt = performance.now()
    if (isOpen) reply.header('vary', 'accept-encoding')
    done()
  })

  function carried({ request }: FastifyReply, status: number, headers: readonly string[]): string[] {
    const all = ['x-request-id', request.id]
    // One that has no body leaves the client's own copy as it is, with the headers that came with it.
    if (status !== 304) {
      all.push(...securityHeaders)
      if (!headers.includes(policyName)) all.push(...policy)
    }
    // Without this, a connection that was busy when the stop came would be kept open for the client's next request.
    if (isClosing) all.push('connection', 'close')
    return all
  }

  app.decorate('sendAnswer', (reply, { status, headers, body }) => {
    const all = carried(reply, status, headers)
    if (isOpen) for (const [name, value] of Object.entries(reply.getHeaders())) all.push(name, String(value))
    else all.push('vary', 'accept-encoding')
    all.push(...headers)
    if (status !== 204 && status !== 304) {
      all.push('content-length', String(body === undefined ? 0 : Buffer.byteLength(body)))
    }
    reply.raw.writeHead(status, all).end(body)
    answered(reply.request, status)
  })

  if (!isOpen) return
  await app.register(cors, {
    origin: corsOrigins,
    methods: ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'],
    exposedHeaders: ['ETag', 'Link', 'Location', 'Retry-After', 'X-Request-Id', 'Idempotency-Replayed'],
    maxAge: 86_400,
  })
  // What a browser asks before it calls from another site is answered by the plugin, which knows no `send`.
  app.addHook('onSend', (request, reply, payload, done) => {
    const all = carried(reply, reply.statusCode, [])
    for (let i = 0; i < all.length; i += 2) reply.header(all[i] ?? '', all[i + 1])
    answered(request, reply.statusCode)
    done(null, payload)
  })
}
