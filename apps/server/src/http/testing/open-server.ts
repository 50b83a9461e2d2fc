import { randomUUID } from 'node:crypto'
import type { Role } from '@qtable/domain'
import type { Session } from '@qtable/protocol'
import type { FastifyInstance, InjectOptions, LightMyRequestResponse } from 'fastify'
import { type Logger, pino } from 'pino'
import { type Accounts, openAccounts } from '../../accounts/accounts.ts'
import type { PasswordOptions } from '../../accounts/passwords.ts'
import { relyingPartyOf } from '../../accounts/relying-party.ts'
import { inviteAndAccept } from '../../accounts/testing/invite-and-accept.ts'
import { memberPassword } from '../../accounts/testing/open-accounts.ts'
import { type Budgets, defaultBudgets } from '../../budgets.ts'
import type { RedisClient } from '../../bus/redis-client.ts'
import { openCommands } from '../../commands/execute.ts'
import type { Database } from '../../db/database.ts'
import { openFeed } from '../../journal/feed.ts'
import { openFloors } from '../../journal/floors.ts'
import { openHistory } from '../../journal/history.ts'
import { openJournal } from '../../journal/journal.ts'
import { openMetrics } from '../../observability/metrics.ts'
import { openTestDatabase } from '../../testing/cluster.ts'
import { openTrustedProxies, type TrustProxy } from '../../trusted-proxies.ts'
import type { AnonymousLimitSettings } from '../anonymous-limits.ts'
import { buildServer, type HttpServerOptions } from '../server.ts'
import { mustBeDocumented } from './must-be-documented.ts'

const config = {
  secretKey: 'the secret key of the tests, long enough',
  environment: 'test',
  accessTokenMinutes: 15,
  refreshTokenDays: 30,
  corsOrigins: [] as string[],
  rateLimitPerMinute: 0,
} satisfies HttpServerOptions['config'] & Record<string, unknown>

type Body = Record<string, unknown> | unknown[]

/** An answer as a test reads it. */
export interface TestResponse<T = Record<string, unknown>> {
  status: number
  headers: LightMyRequestResponse['headers']
  body: T
  text: string
}

/** A signed-in user who sends requests. */
export interface TestClient {
  session: Session
  restaurantId: number
  ask<T = Record<string, unknown>>(
    method: Method,
    path: string,
    body?: Body,
    headers?: Headers,
  ): Promise<TestResponse<T>>
}

type Method = 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE' | 'OPTIONS'
type Headers = Record<string, string>

/** A server on a new database. */
export interface TestServer {
  app: FastifyInstance
  db: Database
  accounts: Accounts
  /** A second node: another server on the same database. */
  node(options?: TestServerOptions): Promise<Omit<TestServer, 'close' | 'node'>>
  inject(options: InjectOptions): Promise<TestResponse>
  /** A new restaurant and its owner. */
  register(): Promise<TestClient>
  /** A new member of the restaurant of `by`. */
  hire(by: TestClient, role: Role): Promise<TestClient>
  /** A client with the token of a session. */
  as(session: Session): TestClient
  close(): Promise<void>
}

export interface TestServerOptions {
  config?: Partial<typeof config> & AnonymousLimitSettings & { metricsToken?: string }
  trustProxy?: TrustProxy
  /** Milliseconds since 1970. */
  now?: () => number
  passwords?: PasswordOptions
  log?: Logger
  redis?: RedisClient
  /** Other nodes write to the same database. */
  isShared?: boolean
  connectedClients?: (restaurantId: number) => number
  stallMs?: number
  budgets?: Budgets
}

export async function openTestServer(options: TestServerOptions = {}): Promise<TestServer> {
  const { database: db, close } = await openTestDatabase()
  const apps: FastifyInstance[] = []
  async function node(more: TestServerOptions = options) {
    const opened = await assemble(db, more)
    apps.push(opened.app)
    return opened
  }
  return {
    ...(await node()),
    node,
    async close() {
      for (const app of apps) await app.close()
      await close()
    },
  }
}

async function assemble(db: Database, options: TestServerOptions) {
  const { log = pino({ level: 'silent' }), connectedClients } = options
  const { budgets = defaultBudgets } = options
  const merged = { ...config, ...options.config, budgets }
  const journal = openJournal({ db })
  const floors = openFloors({ journal, isShared: options.isShared ?? false })
  const accounts = openAccounts({
    ...{ db, ...merged, ...(options.now ? { now: options.now } : {}) },
    relyingParty: relyingPartyOf(undefined, { isProduction: false }),
    passwords: { cost: 4, ...options.passwords },
  })
  const app = await buildServer({
    proxies: openTrustedProxies(options.trustProxy),
    config: merged,
    redis: options.redis,
    log,
    db,
    accounts,
    commands: openCommands({ journal, floors, log, budgets }),
    floors,
    feed: openFeed({ journal }),
    history: openHistory({ db }),
    metrics: openMetrics({ floors, budgets }),
    ...(connectedClients ? { connectedClients } : {}),
    ...(options.stallMs === undefined ? {} : { stallMs: options.stallMs }),
  })

  async function inject(request: InjectOptions): Promise<TestResponse> {
    const { statusCode, headers, body } = await app.inject(request)
    const isJson = /json/.test(String(headers['content-type']))
    const reply = { status: statusCode, headers, text: body, body: isJson && body !== '' ? JSON.parse(body) : {} }
    mustBeDocumented({ method: request.method ?? 'GET', url: String(request.url) }, reply)
    return reply
  }

  function as(session: Session): TestClient {
    return {
      session,
      restaurantId: session.restaurant.id,
      async ask<T>(method: Method, path: string, body?: Body, headers: Headers = {}) {
        const reply = await inject({
          method,
          url: path.startsWith('/') ? path : `/api/v1/${path}`,
          ...(body === undefined ? {} : { payload: body }),
          headers: { authorization: `Bearer ${session.access_token}`, ...headers },
        })
        return reply as TestResponse<T>
      },
    }
  }

  return {
    app,
    db,
    accounts,
    inject,
    as,
    async register() {
      const email = `${randomUUID()}@example.com`
      const given = {
        restaurantName: 'Trattoria',
        timezone: 'Europe/Berlin',
        name: 'Ona',
        email,
        password: memberPassword,
      }
      return as(await accounts.register(given))
    },
    async hire(by: TestClient, role: Role) {
      const email = `${randomUUID()}@example.com`
      const identity = await accounts.authenticate(by.session.access_token)
      return as(await inviteAndAccept(accounts, identity, { email, name: `A ${role}`, role, password: memberPassword }))
    },
  }
}
