import type { IncomingMessage } from 'node:http'
import { Readable } from 'node:stream'
import { Problem } from '@qtable/domain'
import { uuidv7 } from '@qtable/protocol'
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify'
import type { Logger } from 'pino'
import type { RedisClient } from '../bus/redis-client.ts'
import { openCursors } from '../wire/cursors.ts'
import { readJson } from '../wire/json.ts'
import { answerToNoise, problemAnswer, problemOf } from '../wire/problems.ts'
import { registerAnswers, send } from './answer.ts'
import { registerDocs } from './docs.ts'
import { openLimiter } from './limiter.ts'
import { methodsAt, registerRoutes } from './register.ts'
import { idsOf, openRequestLog } from './request-log.ts'
import type { ServerParts } from './route.ts'
import { routes } from './routes/index.ts'
import { sendText } from './send-text.ts'
import type { Stand } from './stand.ts'

/** What a server is built of; it makes its cursors itself and counts no sockets unless told. */
export type ServerOptions = Omit<ServerParts, 'cursors' | 'connectedClients'> &
  Partial<Pick<ServerParts, 'connectedClients'>> & {
    /** Which requests to upgrade are left to whoever listens for them; any other is answered as if it were none. */
    isUpgrade?: (request: IncomingMessage) => boolean
    /** Where requests are counted over all nodes; in memory without it. */
    redis?: Pick<RedisClient, 'commands' | 'prefix'> | undefined
    /** The app for the people at the door, where it is served from here. */
    stand?: Stand
  }

const megabyte = 1024 * 1024

// Who may say for whom a request comes (X-Forwarded-For): a proxy on the same machine or private network, which is where
// every load balancer of a hosted QTable stands (100.64/10 is what platforms give theirs). From anywhere else the header
// is ignored, so that nobody can choose the address that sign-in counts their guesses by.
const trustedProxies = ['loopback', 'linklocal', 'uniquelocal', '100.64.0.0/10']

/** The HTTP server, ready to listen or to be injected into. */
export async function buildServer(options: ServerOptions): Promise<FastifyInstance> {
  const { config, log, metrics } = options
  const world: ServerParts = {
    connectedClients: () => 0,
    ...options,
    commands: metrics.counting(options.commands),
    cursors: openCursors(config.secretKey),
  }
  const sendProblem = problemSender(log)
  const app: FastifyInstance = Fastify({
    // Of its own a logger for each request costs more than most requests: what is to say is written in our log.
    logger: false,
    requestIdHeader: false,
    genReqId: ({ headers }) => requestIdOf(headers['x-request-id']),
    trustProxy: trustedProxies,
    bodyLimit: megabyte,
    // Routes have zod schemas: the compilers of Fastify's own would only be loaded.
    schemaController: { compilersFactory: { buildValidator: noCompiler, buildSerializer: noCompiler } },
    // A request that takes half a minute to arrive holds a connection and nothing else.
    requestTimeout: 30_000,
    http: {
      headersTimeout: 15_000,
      maxHeaderSize: 16 * 1024,
      // Most requests have no body; to be told so by a stream is 8 % of a short read (measured).
      optimizeEmptyRequests: true,
      shouldUpgradeCallback: options.isUpgrade ?? (() => false),
    },
    return503OnClosing: false,
    // A read answers HEAD by itself, with the length and the tag of its GET.
    exposeHeadRoutes: false,
    forceCloseConnections: 'idle',
    routerOptions: { ignoreTrailingSlash: true, maxParamLength: 200 },
    frameworkErrors(error, request, reply) {
      // This one is refused before it is given what requests have.
      Object.assign(request, { cameAt: performance.now(), routeName: 'none' })
      void sendProblem(error, request, reply)
    },
    clientErrorHandler(error, socket) {
      if (error.code === 'ECONNRESET' || !socket.writable) return
      socket.end(answerToNoise(uuidv7()))
    },
  })
  app.decorateRequest('identity', undefined)
  app.decorateRequest('routeName', 'none')

  await registerAnswers(app, { ...config, answered: openRequestLog({ metrics, log }) })

  // Of a request that says what its body is and has none, Fastify would wait for the end of a stream that has ended.
  app.addHook('preParsing', (_request, _reply, payload, done) =>
    done(null, (payload as IncomingMessage).readableEnded ? Readable.from([]) : payload),
  )
  app.removeAllContentTypeParsers()
  app.addContentTypeParser(
    'application/json',
    { parseAs: 'buffer' },
    async (request: FastifyRequest, bytes: Buffer) => {
      const { 'content-encoding': encoding = 'identity' } = request.headers
      if (encoding === 'identity') return readJson(bytes)
      throw new Problem('unsupported_media_type', 'Send the body as it is, without Content-Encoding')
    },
  )
  app.setErrorHandler((error, request, reply) => sendProblem(error, request, reply))
  app.setNotFoundHandler(async (request, reply) => {
    const others = methodsAt(routes, pathOf(request))
    const answer = others.length > 0 ? undefined : await options.stand?.answerTo(request)
    if (answer) return send(reply, { ...answer, headers: Object.entries(answer.headers).flat() })
    const problem = new Problem('not_found', 'There is nothing at this path with this method')
    await sendProblem(problem, request, reply, others.length > 0 ? { allow: others.join(', ') } : {})
  })

  const { rateLimitPerMinute: perMinute } = config
  const limiter = perMinute === 0 ? undefined : openLimiter({ perMinute, redis: options.redis })
  registerRoutes(app, { routes, world, limiter })
  registerDocs(app)
  return app
}

function noCompiler(): never {
  throw new Error('a route has a schema for Fastify')
}

/** Answers with the problem that an error is; what nobody expected is logged with everything that leads back to it. */
function problemSender(log: Logger) {
  return function sendProblem(
    error: unknown,
    request: FastifyRequest,
    reply: FastifyReply,
    more: Record<string, string> = {},
  ): void | Promise<void> {
    const problem = problemOf(error)
    if (problem.code === 'internal') {
      log.error({ ...idsOf(request), err: error }, 'a request failed for a reason nobody expected')
    } else if (problem.code === 'unavailable') {
      log.warn({ ...idsOf(request), err: problem.cause }, problem.detail)
    }
    const { status, headers, body } = problemAnswer(problem, { path: pathOf(request), requestId: request.id })
    const all = Object.entries({ ...headers, ...more }).flat()
    return sendText(reply, { status, headers: all, text: JSON.stringify(body) })
  }
}

function pathOf({ url }: FastifyRequest): string {
  return url.split('?')[0] ?? ''
}

// A client's own id for a request, where it is one; anything else could write into the log what it likes.
function requestIdOf(header: string | string[] | undefined): string {
  return typeof header === 'string' && /^[\w.:-]{1,64}$/.test(header) ? header : uuidv7()
}
