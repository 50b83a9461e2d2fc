import { constants } from 'node:zlib'
import compress from '@fastify/compress'
import cors from '@fastify/cors'
import helmet from '@fastify/helmet'
import rateLimit from '@fastify/rate-limit'
import { Problem } from '@qtable/domain'
import { uuidv7 } from '@qtable/protocol'
import Fastify, {
  type FastifyBaseLogger,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
  LogController,
  type onRequestAsyncHookHandler,
} from 'fastify'
import { openCursors } from './cursors.ts'
import { registerDocs } from './docs.ts'
import { readJson } from './json-body.ts'
import { answerToNoise, problemAnswer, problemOf } from './problem.ts'
import { methodsAt, registerRoutes } from './register.ts'
import type { World } from './route.ts'
import { routes } from './routes/index.ts'

/** What a server is built of; it makes its cursors itself and counts no sockets unless told. */
export type ServerOptions = Omit<World, 'cursors' | 'connectedClients'> & Partial<Pick<World, 'connectedClients'>>

const megabyte = 1024 * 1024

// Who may say for whom a request comes (X-Forwarded-For): a proxy on the same machine or private network, which is where
// every load balancer of a hosted QTable stands (100.64/10 is what platforms give theirs). From anywhere else the header
// is ignored, so that nobody can choose the address that sign-in counts their guesses by.
const trustedProxies = ['loopback', 'linklocal', 'uniquelocal', '100.64.0.0/10']

/** The HTTP server, ready to listen or to be injected into. */
export async function buildServer(options: ServerOptions): Promise<FastifyInstance> {
  const { config, log, metrics } = options
  const world: World = {
    connectedClients: () => 0,
    ...options,
    commands: metrics.counting(options.commands),
    cursors: openCursors(config.secretKey),
  }
  const loggerInstance: FastifyBaseLogger = log
  const app: FastifyInstance = Fastify({
    loggerInstance,
    logController: new LogController({ disableRequestLogging: true }),
    requestIdHeader: false,
    genReqId: ({ headers }) => requestIdOf(headers['x-request-id']),
    trustProxy: trustedProxies,
    bodyLimit: megabyte,
    // A request that takes half a minute to arrive holds a connection and nothing else.
    requestTimeout: 30_000,
    http: { headersTimeout: 15_000, maxHeaderSize: 16 * 1024 },
    return503OnClosing: false,
    forceCloseConnections: 'idle',
    routerOptions: { ignoreTrailingSlash: true, maxParamLength: 200 },
    childLoggerFactory: (parent, _bindings, childOptions) => parent.child({}, childOptions),
    frameworkErrors: (error, request, reply) => void sendProblem(error, request, reply),
    clientErrorHandler(error, socket) {
      if (error.code === 'ECONNRESET' || !socket.writable) return
      socket.end(answerToNoise(uuidv7()))
    },
  })
  app.decorateRequest('identity', undefined)

  app.addHook('onRequest', async (request, reply) => {
    request.log = log.child({ requestId: request.id })
    reply.header('x-request-id', request.id)
  })
  // Without this, a connection that was busy when the stop came would be kept open for the client's next request.
  let closing = false
  app.addHook('preClose', async () => {
    closing = true
  })
  app.addHook('onSend', async (_request, reply) => {
    if (closing) reply.header('connection', 'close')
  })
  app.addHook('onResponse', async (request, reply) => {
    const seen = {
      method: request.method,
      route: request.routeOptions.config.name ?? 'none',
      status: reply.statusCode,
    }
    metrics.request({ ...seen, seconds: reply.elapsedTime / 1000 })
    request.log.info({ ...seen, ms: Math.round(reply.elapsedTime * 10) / 10 }, 'answered')
  })

  await app.register(helmet, {
    contentSecurityPolicy: { useDefaults: false, directives: { defaultSrc: ["'none'"], frameAncestors: ["'none'"] } },
    // Over plain HTTP in a restaurant's own network it would lock the browser out; a proxy with TLS says it itself.
    strictTransportSecurity: false,
    referrerPolicy: { policy: 'no-referrer' },
  })
  await app.register(cors, {
    origin: config.corsOrigins.length > 0 ? config.corsOrigins : false,
    methods: ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'],
    exposedHeaders: ['ETag', 'Link', 'Location', 'Retry-After', 'X-Request-Id', 'Idempotency-Replayed'],
    maxAge: 86_400,
  })
  await app.register(compress, {
    threshold: 1024,
    encodings: ['br', 'gzip'],
    // Floors are sent often and once: the quickest levels save nine tenths of what the best would.
    brotliOptions: { params: { [constants.BROTLI_PARAM_QUALITY]: 3 } },
    zlibOptions: { level: 1 },
    customTypes: /^(application\/(problem\+)?json|text\/)/,
    globalDecompression: false,
  })

  app.removeAllContentTypeParsers()
  app.addContentTypeParser('application/json', { parseAs: 'buffer' }, async (_request: FastifyRequest, bytes: Buffer) =>
    readJson(bytes),
  )
  app.setErrorHandler(sendProblem)
  app.setNotFoundHandler(async (request, reply) => {
    const others = methodsAt(routes, pathOf(request))
    if (others.length > 0) reply.header('allow', others.join(', '))
    const detail = 'There is nothing at this path with this method'
    return sendProblem(new Problem('not_found', detail), request, reply)
  })

  registerRoutes(app, { routes, world, limit: await limiter(app, config.rateLimitPerMinute) })
  registerDocs(app)
  return app
}

async function limiter(app: FastifyInstance, perMinute: number): Promise<onRequestAsyncHookHandler | undefined> {
  if (perMinute === 0) return undefined
  await app.register(rateLimit, { global: false })
  return app.rateLimit({
    max: perMinute,
    timeWindow: 60_000,
    keyGenerator: (request) => request.identity?.userId ?? request.ip,
    errorResponseBuilder: (_request, { ttl }) =>
      new Problem('rate_limited', `At most ${perMinute} requests a minute`, { retryAfterSeconds: ttl / 1000 }),
  })
}

/** Answers with the problem that an error is; what nobody expected is logged with everything that leads back to it. */
function sendProblem(error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const problem = problemOf(error)
  if (problem.code === 'internal') request.log.error({ err: error }, 'a request failed for a reason nobody expected')
  else if (problem.code === 'unavailable') request.log.warn({ err: problem.cause }, problem.detail)
  const { status, headers, body } = problemAnswer(problem, { path: pathOf(request), requestId: request.id })
  return reply.code(status).headers(headers).send(JSON.stringify(body))
}

function pathOf({ url }: FastifyRequest): string {
  return url.split('?')[0] ?? ''
}

// A client's own id for a request, where it is one; anything else could write into the log what it likes.
function requestIdOf(header: string | string[] | undefined): string {
  return typeof header === 'string' && /^[\w.:-]{1,64}$/.test(header) ? header : uuidv7()
}
