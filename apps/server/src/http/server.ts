import type { IncomingMessage } from 'node:http'
import { Readable } from 'node:stream'
import { Problem } from '@qtable/domain'
import { uuidv7 } from '@qtable/protocol'
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify'
import type { Logger } from 'pino'
import type { RedisClient } from '../bus/redis-client.ts'
import { openGuard, reportUnexpected } from '../guarded.ts'
import { openTrustedProxies } from '../trusted-proxies.ts'
import { openCursors } from '../wire/cursors.ts'
import { readJson } from '../wire/json.ts'
import { badRequestResponse, problemAnswer, toProblem } from '../wire/problems.ts'
import { openAnonymousLimits } from './anonymous-limits.ts'
import { registerAnswers, send } from './answer.ts'
import { openBodyPlaces, smallBodyBytes } from './body-places.ts'
import { openBodyTurns } from './body-turns.ts'
import { registerDocs } from './docs.ts'
import type { HostStandFiles } from './host-stand-files.ts'
import { openLimiter } from './limiter.ts'
import { methodsAt, registerRoutes } from './register.ts'
import { idsOf, openRequestLog } from './request-log.ts'
import type { ServerParts } from './route.ts'
import { routes } from './routes/index.ts'
import { sendText } from './send-text.ts'

/** The parts of an HTTP server. It opens its own cursors. */
export type HttpServerOptions = Omit<ServerParts, 'cursors' | 'connectedClients' | 'proxies'> &
  Partial<Pick<ServerParts, 'connectedClients' | 'proxies'>> & {
    /** Which upgrade requests the `upgrade` listeners handle. Any other is answered as an ordinary request. */
    isUpgrade?: (request: IncomingMessage) => boolean
    /** Counts requests over all nodes; without it, in memory. */
    redis?: Pick<RedisClient, 'commands' | 'prefix'> | undefined
    /** After so long without a byte in either direction a connection is closed; a minute unless given. */
    stallMs?: number
    /** The built host stand, where this server serves it. */
    stand?: HostStandFiles
  }

// As long as a request may take. A client that reads nothing would keep its connection, and the answer, for ever.
const stallMs = 60_000

/** Builds the HTTP server. It does not listen yet. */
export async function buildServer(options: HttpServerOptions): Promise<FastifyInstance> {
  const { config, log, metrics } = options
  const parts: ServerParts = {
    connectedClients: () => 0,
    proxies: openTrustedProxies(),
    ...options,
    commands: metrics.counting(options.commands),
    cursors: openCursors(config.secretKey),
  }
  const sendProblem = problemSender(log)
  const guard = openGuard({ where: 'request', log })
  const app: FastifyInstance = Fastify({
    // Fastify's per-request logger costs more than most requests. The request log writes one line instead.
    logger: false,
    requestIdHeader: false,
    genReqId: ({ headers }) => requestIdOf(headers['x-request-id']),
    bodyLimit: smallBodyBytes,
    // Routes have zod schemas. Without this, Fastify would load its own compilers for nothing.
    schemaController: { compilersFactory: { buildValidator: noCompiler, buildSerializer: noCompiler } },
    // A slow client holds a connection and nothing else, so half a minute does no harm.
    requestTimeout: 30_000,
    connectionTimeout: options.stallMs ?? stallMs,
    http: {
      headersTimeout: (config.headersTimeoutSeconds ?? 15) * 1000,
      // Half a minute by default: a slow client would have its time and as long again.
      connectionsCheckingInterval: 1000,
      maxHeaderSize: 16 * 1024,
      // Most requests have no body. A stream for an empty one costs 8 % of a short read (measured).
      optimizeEmptyRequests: true,
      shouldUpgradeCallback: options.isUpgrade ?? (() => false),
    },
    return503OnClosing: false,
    // Every read registers HEAD itself, with the length and the tag of its GET.
    exposeHeadRoutes: false,
    forceCloseConnections: 'idle',
    routerOptions: { ignoreTrailingSlash: true, maxParamLength: 200 },
    frameworkErrors(error, request, reply) {
      // The hooks that set these did not run yet.
      Object.assign(request, { receivedAt: performance.now(), routeName: 'none' })
      guard(sendProblem)(error, request, reply)
    },
    clientErrorHandler(error, socket) {
      if (error.code === 'ECONNRESET' || !socket.writable) return
      guard(() => socket.end(badRequestResponse(uuidv7())))()
    },
  })
  reportRefusedConnections(app, log)
  app.decorateRequest('identity', undefined)
  app.decorateRequest('routeName', 'none')

  await registerAnswers(app, { ...config, answered: openRequestLog({ metrics, log, proxies: parts.proxies }) })

  // For a request with a content type and no body, Fastify would wait for a stream that has ended already.
  app.addHook('preParsing', (_request, _reply, payload, done) =>
    done(null, (payload as IncomingMessage).readableEnded ? Readable.from([]) : payload),
  )
  readJsonBodies(app, parts)
  app.setErrorHandler((error, request, reply) => sendProblem(error, request, reply))
  app.setNotFoundHandler(async (request, reply) => {
    const asked = pathOf(request)
    const allowed = documents.has(asked.replace(/\/$/, '')) ? ['GET', 'HEAD'] : methodsAt(routes, asked)
    const answer =
      allowed.length > 0
        ? undefined
        : await options.stand?.answerTo(request, { isLocal: parts.proxies.isLocal(request.raw) })
    if (answer) return send(reply, { ...answer, headers: Object.entries(answer.headers).flat() })
    const allow = allowed.join(', ')
    if (allow === '') return sendProblem(new Problem('not_found', 'There is nothing at this path'), request, reply)
    const problem = new Problem('method_not_allowed', `This path takes ${allow}, not ${request.method}`)
    await sendProblem(problem, request, reply, { allow })
  })

  const { rateLimitPerMinute: perMinute } = config
  const limiter = perMinute === 0 ? undefined : openLimiter({ perMinute, redis: options.redis })
  const strangers = openAnonymousLimits(config, options.redis)
  registerRoutes(app, { routes, parts, limiter, strangers, bodies: openBodyPlaces() })
  const documents = registerDocs(app)
  return app
}

function readJsonBodies(app: FastifyInstance, { proxies }: Pick<ServerParts, 'proxies'>): void {
  const turns = openBodyTurns()
  app.removeAllContentTypeParsers()
  app.addContentTypeParser(
    'application/json',
    { parseAs: 'buffer' },
    async (request: FastifyRequest, bytes: Buffer) => {
      const { 'content-encoding': encoding = 'identity' } = request.headers
      if (encoding === 'identity') {
        // Reading one takes about a millisecond.
        if (bytes.length > smallBodyBytes)
          await turns.next(String(request.identity?.restaurantId ?? proxies.addressOf(request.raw)))
        return readJson(bytes)
      }
      throw new Problem('unsupported_media_type', 'Send the body as it is, without Content-Encoding')
    },
  )
}

// A connection that cannot be accepted is an event of the server. Before it listens, an error ends the start.
function reportRefusedConnections(app: FastifyInstance, log: Logger): void {
  app.addHook('onListen', async () => {
    app.server.on('error', (error) => reportUnexpected(error, { where: 'request', log }))
  })
}

function noCompiler(): never {
  throw new Error('a route has a Fastify schema')
}

/** Answers errors as problems. Unexpected errors are logged with the ids of their request. */
function problemSender(log: Logger) {
  return function sendProblem(
    error: unknown,
    request: FastifyRequest,
    reply: FastifyReply,
    extraHeaders: Record<string, string> = {},
  ): void | Promise<void> {
    const problem = toProblem(error)
    if (problem.code === 'internal') {
      reportUnexpected(error, { where: 'request', log, ...idsOf(request) })
    } else if (problem.code === 'unavailable') {
      log.warn({ ...idsOf(request), err: problem.cause }, problem.detail)
    }
    const { status, headers, body } = problemAnswer(problem, { path: pathOf(request), requestId: request.id })
    const all = Object.entries({ ...headers, ...extraHeaders }).flat()
    return sendText(reply, { status, headers: all, text: JSON.stringify(body) })
  }
}

function pathOf({ url }: FastifyRequest): string {
  return url.split('?')[0] ?? ''
}

// The client's own id for a request, where it has the form of one. Anything else could forge log lines.
function requestIdOf(header: string | string[] | undefined): string {
  return typeof header === 'string' && /^[\w.:-]{1,64}$/.test(header) ? header : uuidv7()
}
