import path from 'node:path'
import type { Logger } from 'pino'
import { openAccountWatch } from './accounts/account-watch.ts'
import { type Accounts, openAccounts } from './accounts/accounts.ts'
import { hearEndings, tellEndings } from './bus/endings.ts'
import { openFollow } from './bus/replication.ts'
import { openNeighbours } from './bus/shared-state.ts'
import { type Commands, openCommands } from './commands/execute.ts'
import type { Config } from './config.ts'
import { type Database, openDatabase } from './db/database.ts'
import { type EmbeddedPostgres, openEmbedded } from './db/embedded.ts'
import { onceReached } from './db/once-reached.ts'
import { findDemo } from './demo/demo.ts'
import { openHostStandFiles } from './http/host-stand-files.ts'
import { buildServer } from './http/server.ts'
import { openHeadPoll } from './jobs/head-poll.ts'
import { openPruning } from './jobs/prune.ts'
import { openPutBackWatch } from './jobs/put-back.ts'
import { openServiceDays, type ServiceDays } from './jobs/service-days.ts'
import { openFeed } from './journal/feed.ts'
import { openFloors } from './journal/floors.ts'
import { openHistory } from './journal/history.ts'
import { openJournal } from './journal/journal.ts'
import { openMetrics } from './observability/metrics.ts'
import { openSockets } from './sockets/sockets.ts'
import { isUpgrade } from './sockets/upgrade.ts'
import { openCursors } from './wire/cursors.ts'

/** A whole QTable in this process. */
export interface App {
  readonly db: Database
  readonly accounts: Accounts
  readonly commands: Commands
  readonly serviceDays: ServiceDays
  /** Where the embedded PostgreSQL keeps its cluster; undefined with `DATABASE_URL`. */
  readonly databaseFolder: string | undefined
  /** Takes requests; gives the URL that it answers on. */
  listen(): Promise<string>
  /** Finishes what is under way and closes everything, in the order that loses nothing. */
  close(): Promise<void>
}

const standFolder = path.join(import.meta.dirname, '../../host-stand/dist')

/** Opens the database (its own where none is given), and everything on top of it. Does not listen yet. */
export async function openApp({ config, log }: { config: Config; log: Logger }): Promise<App> {
  const embedded = config.databaseUrl === undefined ? await openEmbedded({ dataDir: config.dataDir, log }) : undefined
  try {
    return await assemble({ config, log, embedded, url: config.databaseUrl ?? embedded?.url ?? '' })
  } catch (error) {
    await embedded?.stop()
    throw error
  }
}

async function assemble(options: {
  config: Config
  log: Logger
  embedded: EmbeddedPostgres | undefined
  url: string
}): Promise<App> {
  const { config, log, embedded, url } = options
  const db = await openDatabase({ url, log })
  const journal = openJournal({ db })
  const putBackWatch = await onceReached(() => openPutBackWatch({ db, journal, folder: embedded?.folder, log }), {
    log,
  })
  const neighbours = await onceReached(() => openNeighbours({ url: config.redisUrl, db, log }), { log })
  const { bus, throttle, tickets, redis } = neighbours
  const floors = openFloors({ journal, isShared: redis !== undefined })
  const feed = openFeed({ journal })
  const history = openHistory({ db })
  const commands = openCommands({ journal, floors, log })
  const accounts = openAccounts({ ...config, db, throttle, tickets, publishSessionsEnded: tellEndings(bus) })
  hearEndings(bus, accounts)
  const accountWatch = openAccountWatch({ db, accounts, log })
  const follow = openFollow({ floors, bus, log })
  const headPoll = openHeadPoll({ journal, floors, bus, log })
  const pruning = openPruning({ db, log })
  const serviceDays = openServiceDays({ db, floors, commands, log })
  const metrics = openMetrics({ floors })
  const server = await buildServer({
    ...{ config, log, db, accounts, commands, floors, feed, history, metrics, isUpgrade, redis },
    connectedClients: (restaurantId) => sockets.count(restaurantId),
    stand: openHostStandFiles({
      folder: standFolder,
      demo: config.environment === 'development' ? () => findDemo({ db }) : undefined,
    }),
  })
  const sockets = openSockets({
    ...{ config, log, accounts, floors, feed },
    server: server.server,
    commands: metrics.counting(commands),
    cursors: openCursors(config.secretKey),
    metrics: metrics.sockets,
  })
  return {
    db,
    accounts,
    commands,
    serviceDays,
    databaseFolder: embedded?.folder,
    listen: () => server.listen({ port: config.port, host: config.host }),
    async close() {
      await sockets.drain()
      await server.close()
      await Promise.all([serviceDays, headPoll, pruning, putBackWatch, accountWatch].map((job) => job.close()))
      await commands.close()
      follow.close()
      await neighbours.close()
      await db.close()
      await embedded?.stop()
    },
  }
}
