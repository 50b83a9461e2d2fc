import { randomUUID } from 'node:crypto'
import type { AddressInfo } from 'node:net'
import { Problem, type Role } from '@qtable/domain'
import { uuidv7 } from '@qtable/protocol'
import pg from 'pg'
import { pino } from 'pino'
import { onTestFinished } from 'vitest'
import { openAccountWatch } from '../../accounts/account-watch.ts'
import { openAccounts } from '../../accounts/accounts.ts'
import { inviteAndAccept } from '../../accounts/testing/invite-and-accept.ts'
import { openCommands } from '../../commands/execute.ts'
import type { Database } from '../../db/database.ts'
import { buildServer } from '../../http/server.ts'
import { openFeed } from '../../journal/feed.ts'
import { openFloors } from '../../journal/floors.ts'
import { openHistory } from '../../journal/history.ts'
import { openJournal } from '../../journal/journal.ts'
import { openMetrics } from '../../observability/metrics.ts'
import { openTestDatabase } from '../../testing/cluster.ts'
import { openTrustedProxies, type TrustProxy } from '../../trusted-proxies.ts'
import { openCursors } from '../../wire/cursors.ts'
import type { SocketLimits } from '../admission.ts'
import { openSockets } from '../sockets.ts'
import { isUpgrade } from '../upgrade.ts'

export interface TestNodeOptions {
  limits?: Partial<SocketLimits>
  headersTimeoutSeconds?: number
  corsOrigins?: string[]
  trustProxy?: TrustProxy
  heartbeatSeconds?: number
  timeoutSeconds?: number
  accessTokenMinutes?: number
}

/**
 * A listening server with sockets on a database. Its clocks run in real time. A test may put both forward (`aheadMs`) or
 * set the wall clock alone (`wallOffsetMs`).
 */
export async function openTestNode(db: Database, options: TestNodeOptions = {}) {
  const clock = { aheadMs: 0, wallOffsetMs: 0 }
  const now = () => Date.now() + clock.aheadMs + clock.wallOffsetMs
  const elapsed = () => performance.now() + clock.aheadMs
  const config = {
    secretKey: 'the secret key of the tests, long enough',
    environment: 'test' as const,
    accessTokenMinutes: options.accessTokenMinutes ?? 15,
    refreshTokenDays: 30,
    corsOrigins: options.corsOrigins ?? [],
    rateLimitPerMinute: 0,
    wsHeartbeatIntervalSeconds: options.heartbeatSeconds ?? 30,
    wsConnectionTimeoutSeconds: options.timeoutSeconds ?? 300,
    headersTimeoutSeconds: options.headersTimeoutSeconds ?? 15,
  }
  const log = pino({ level: 'silent' })
  const faults = { isDatabaseAway: false, hold: Promise.resolve() }
  const loads: number[] = []
  async function before(method: string, restaurantId: number) {
    await faults.hold
    if (faults.isDatabaseAway) throw new Problem('unavailable', 'The test has taken the database away')
    if (method === 'load') loads.push(restaurantId)
  }
  const journal = intercepted(openJournal({ db }), before)
  const floors = openFloors({ journal })
  const feed = openFeed({ journal })
  const commands = openCommands({ journal, floors, log })
  const interceptedDb = intercepted(db, before)
  const accounts = openAccounts({
    ...{ db: interceptedDb, ...config, now, passwords: { cost: 4 } },
    appliedEverywhere: () => accountWatch.appliedElsewhere(),
  })
  const accountWatch = openAccountWatch({ db: interceptedDb, accounts, log })
  const metrics = openMetrics({ floors })
  const cursors = openCursors(config.secretKey)
  const server = await buildServer({
    ...{ config, log, db, accounts, commands, floors, feed, metrics, isUpgrade },
    history: openHistory({ db }),
    connectedClients: (restaurantId) => sockets.count(restaurantId),
  })
  const sockets = openSockets({
    ...{ config, log, accounts, commands, floors, feed, cursors, now, elapsed },
    proxies: openTrustedProxies(options.trustProxy),
    server: server.server,
    metrics: metrics.sockets,
    ...(options.limits ? { limits: options.limits } : {}),
  })
  await accountWatch.read()
  await server.listen({ port: 0, host: '127.0.0.1' })
  const { port } = server.server.address() as AddressInfo
  let isClosed = false
  async function close() {
    if (isClosed) return
    isClosed = true
    await sockets.drain()
    await server.close()
    await accountWatch.close()
    await commands.close()
  }
  onTestFinished(close)
  return {
    clock,
    port,
    url: `http://127.0.0.1:${port}`,
    accounts,
    commands,
    cursors,
    db,
    faults,
    feed,
    floors,
    loads,
    metrics,
    sockets,
    close,
  }
}

/** The same journal or database, whose every method first awaits `before`, which may throw. */
function intercepted<T extends object>(inner: T, before: (method: string, restaurantId: number) => Promise<void>): T {
  return new Proxy(inner, {
    get(target, method, receiver) {
      const member: unknown = Reflect.get(target, method, receiver)
      if (typeof member !== 'function') return member
      return async (...args: unknown[]) => {
        await before(String(method), Number(args[0]))
        return member.apply(target, args)
      }
    },
  })
}

export type TestNode = Awaited<ReturnType<typeof openTestNode>>

const password = 'correct horse battery staple'

/** A node on a fresh database, with one restaurant and its owner. */
export async function openRestaurantNode(options: TestNodeOptions = {}) {
  const { database: db, adminUrl, close } = await openTestDatabase()
  onTestFinished(close)
  const node = await openTestNode(db, options)
  return {
    node,
    db,
    asAdmin: (statement: string) => runAsAdmin(adminUrl, statement),
    ...(await registerRestaurant(node)),
  }
}

async function runAsAdmin(adminUrl: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: adminUrl })
  await client.connect()
  try {
    await client.query(statement)
  } finally {
    await client.end()
  }
}

/** A new restaurant with its owner. */
export async function registerRestaurant(node: TestNode) {
  const email = `${randomUUID()}@example.com`
  const registration = { restaurantName: 'Trattoria', timezone: 'Europe/Berlin', name: 'Ona', email, password }
  const session = await node.accounts.register(registration)
  const restaurantId = session.restaurant.id
  /** Runs one command as the owner, without HTTP or sockets. */
  async function run(type: string, payload: object, { id = uuidv7(), kind = 'change' as 'change' | 'atomic' } = {}) {
    const actor = { id: session.user.id, name: 'Ona', role: 'owner' as const }
    const unit = { id, kind, commands: [{ id, type, payload }] }
    return node.commands.execute(restaurantId, actor, { unit, clientChoseId: true })
  }
  async function hire(role: Role) {
    const by = await node.accounts.authenticate(session.access_token)
    const newcomer = { email: `${randomUUID()}@example.com`, name: `A ${role}`, role, password }
    const hiredSession = await inviteAndAccept(node.accounts, by, newcomer)
    return { user: hiredSession.user, session: hiredSession, by }
  }
  return { session, restaurantId, run, hire }
}
