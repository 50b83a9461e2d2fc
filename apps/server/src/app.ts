import type { Server } from 'node:http'
import path from 'node:path'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { readCountries } from '@qtable/domain'
import type { Logger } from 'pino'
import { openAccountWatch } from './accounts/account-watch.ts'
import { type Accounts, openAccounts } from './accounts/accounts.ts'
import { relyingPartyOf } from './accounts/relying-party.ts'
import { applyEndings, publishEndings } from './bus/endings.ts'
import { openReplication } from './bus/replication.ts'
import { openSharedState } from './bus/shared-state.ts'
import { type Commands, openCommands } from './commands/execute.ts'
import { runInTurns } from './commands/run-in-turns.ts'
import type { Config } from './config.ts'
import { type Database, openDatabase } from './db/database.ts'
import { type EmbeddedPostgres, openEmbedded } from './db/embedded.ts'
import { onceReached } from './db/once-reached.ts'
import { findDemo, mustHaveNoDemo } from './demo/demo.ts'
import { openGuard } from './guarded.ts'
import { limitConnections } from './http/connection-places.ts'
import { openHostStandFiles } from './http/host-stand-files.ts'
import { openMetricsServer } from './http/metrics-server.ts'
import { buildServer } from './http/server.ts'
import { openHeadPoll } from './jobs/head-poll.ts'
import { openPruning } from './jobs/pruning.ts'
import { openRestoreWatch } from './jobs/restore-watch.ts'
import { openServiceDays, type ServiceDays } from './jobs/service-days.ts'
import { openUnusedRestaurants } from './jobs/unused-restaurants.ts'
import { openFeed } from './journal/feed.ts'
import { openFloors } from './journal/floors.ts'
import { openHistory } from './journal/history.ts'
import { openJournal } from './journal/journal.ts'
import { openMetrics } from './observability/metrics.ts'
import type { SocketLimits } from './sockets/admission.ts'
import { socketCapacity } from './sockets/socket-capacity.ts'
import { openSockets } from './sockets/sockets.ts'
import { isUpgrade } from './sockets/upgrade.ts'
import { listenError } from './start-error.ts'
import { openTrustedProxies, type TrustedProxies } from './trusted-proxies.ts'
import { openCursors } from './wire/cursors.ts'

/** A complete QTable server in this process. */
export interface ServerApp {
  readonly db: Database
  readonly accounts: Accounts
  readonly commands: Commands
  readonly serviceDays: ServiceDays
  /** The folder of the embedded PostgreSQL's cluster; undefined with `DATABASE_URL`. */
  readonly databaseFolder: string | undefined
  /** Starts to listen; resolves to the URL of the server. */
  listen(): Promise<string>
  /** Answers the requests in progress and closes everything, in an order that loses no change. */
  close(): Promise<void>
}

const standFolder = path.join(import.meta.dirname, '../../host-stand/dist')

/** Opens the database, or an embedded one without `DATABASE_URL`, and everything above it. Does not listen yet. */
export async function openApp({ config, log }: { config: Config; log: Logger }): Promise<ServerApp> {
  const opened: Closing[] = []
  try {
    const embedded = config.databaseUrl === undefined ? await openEmbedded({ dataDir: config.dataDir, log }) : undefined
    if (embedded) opened.push(() => embedded.stop())
    const url = config.databaseUrl ?? embedded?.runtimeUrl ?? ''
    const migrationUrl = embedded ? embedded.url : config.migrationDatabaseUrl
    return await assemble({ config, log, embedded, url, migrationUrl, opened })
  } catch (error) {
    // An open part would keep the process alive.
    await closeAll(opened)
    throw error
  }
}

/** Closes a part of the server. */
type Closing = () => unknown

/** Closes what was opened, the last first: what stands on something else ends before it. */
async function closeAll(opened: Closing[]): Promise<void> {
  for (let close = opened.pop(); close; close = opened.pop()) await close()
}

async function assemble(options: {
  config: Config
  log: Logger
  embedded: EmbeddedPostgres | undefined
  url: string
  migrationUrl: string | undefined
  /** Takes what closes each part, as soon as that is open. */
  opened: Closing[]
}): Promise<ServerApp> {
  const { config, log, embedded, url, migrationUrl, opened } = options
  const isStrict = config.environment === 'production'
  const db = await openDatabase({ url, migrationUrl, isStrict, log, poolSize: config.databasePoolSize })
  opened.push(() => db.close())
  if (isStrict) await mustHaveNoDemo({ db, dataDir: config.dataDir })
  const journal = openJournal({ db })
  const restoreWatch = await onceReached(() => openRestoreWatch({ db, journal, folder: embedded?.folder, log }), {
    log,
  })
  opened.push(() => restoreWatch.close())
  const sharedState = await onceReached(() => openSharedState({ url: config.redisUrl, db, log }), { log })
  opened.push(() => sharedState.close())
  const { bus, throttle, tickets, redis } = sharedState
  const floors = openFloors({ journal, isShared: redis !== undefined })
  const feed = openFeed({ journal })
  const history = openHistory({ db })
  const commands = openCommands({ journal, floors, log, budgets: config.budgets })
  opened.push(() => commands.close())
  const relyingParty = relyingPartyOf(config.publicUrl, { isProduction: isStrict })
  const accounts = openAccounts({
    ...{ ...config, db, throttle, tickets, relyingParty },
    publishSessionsEnded: publishEndings(bus),
    appliedEverywhere: () => accountWatch.appliedElsewhere(),
  })
  applyEndings(bus, accounts)
  const accountWatch = openAccountWatch({ db, accounts, log })
  opened.push(() => accountWatch.close())
  // Before the first socket: from now on, other nodes wait for this one when a role ends.
  await onceReached(() => accountWatch.read(), { log })
  const replication = openReplication({ floors, bus, log })
  opened.push(() => replication.close())
  const headPoll = openHeadPoll({ journal, floors, bus, log })
  const pruning = openPruning({ db, log })
  const unusedRestaurants = openUnusedRestaurants({ db, accounts, log })
  const serviceDays = openServiceDays({ db, floors, commands, log })
  const jobs = [headPoll, pruning, unusedRestaurants, serviceDays]
  opened.push(() => Promise.all(jobs.map((job) => job.close())))
  const metrics = openMetrics({ floors, budgets: config.budgets })
  const proxies = openTrustedProxies(config.trustProxy)
  const server = await buildServer({
    ...{ config, log, db, accounts, commands, floors, feed, history, metrics, isUpgrade, redis, proxies },
    connectedClients: (restaurantId) => sockets.count(restaurantId),
    stand: openHostStandFiles({
      folder: standFolder,
      demo: config.environment === 'development' ? () => findDemo({ db, dataDir: config.dataDir }) : undefined,
      passkeyHost: relyingParty?.id,
    }),
  })
  opened.push(async () => {
    // A connection whose request has arrived and is not yet read counts as idle, and would be reset: one turn accepts it,
    // the next reads it.
    for (let turn = 0; turn < 3; turn++) await nextTurn()
    await server.close()
  })
  const limits = limitServer(server.server, { config, proxies, log })
  const sockets = openSockets({
    ...{ config, log, accounts, floors, feed, limits, proxies },
    server: server.server,
    commands: metrics.counting(commands),
    cursors: openCursors(config.secretKey),
    metrics: metrics.sockets,
  })
  opened.push(() => sockets.drain())
  if (config.metricsPort !== undefined) {
    const metricsServer = await openMetricsServer({ port: config.metricsPort, host: config.host, metrics, log })
    opened.push(() => metricsServer.close())
  }
  // The first registration needs them.
  openGuard({ where: 'start', log })(() => runInTurns(readCountries()))()
  return {
    db,
    accounts,
    commands,
    serviceDays,
    databaseFolder: embedded?.folder,
    async listen() {
      const { port, host } = config
      try {
        return await server.listen({ port, host })
      } catch (error) {
        throw listenError(error, { variable: 'PORT', port, host })
      }
    },
    close: () => closeAll(opened),
  }
}

/** Limits what a server accepts by what the process may open; returns the limits of its sockets. */
function limitServer(
  server: Server,
  { config, proxies, log }: { config: Config; proxies: TrustedProxies; log: Logger },
): Omit<SocketLimits, 'handshakes'> {
  const capacity = socketCapacity()
  // Connections without a socket may take half of the reserve: the rest is for the database and files.
  server.maxConnections = capacity.sockets + Math.floor(capacity.reserve / 2)
  // Those of its sockets, and as many again for requests.
  limitConnections(server, { limit: 2 * config.wsPerAddress + 100, proxies, log })
  const limits = {
    ...{ sockets: capacity.sockets, perUser: config.wsPerUser, perRestaurant: config.wsPerRestaurant },
    ...{ perAddress: config.wsPerAddress, handshakesPerMinute: config.wsHandshakesPerMinute },
  }
  log.info({ openFiles: capacity.openFiles, reserve: capacity.reserve, ...limits }, 'sockets that this process allows')
  return limits
}
