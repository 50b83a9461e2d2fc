import { createServer } from 'node:net'
import path from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import type { Logger } from 'pino'
import { createDataDir, hasSecret, secretIn } from '../data-dir.ts'
import { StartError } from '../start-error.ts'
import { findBinaries } from './embedded/binaries.ts'
import { existingClusterHome, findClusterHome } from './embedded/cluster-home.ts'
import { lockFolder } from './embedded/folder-lock.ts'
import { databaseName, initialise, ownerRole, runtimeRole, superuser } from './embedded/initialise.ts'
import { runningPort, stopOrphans } from './embedded/orphans.ts'
import { NotStarted, type Postmaster, type PostmasterOptions, startPostmaster } from './embedded/postmaster.ts'
import { ensureRuntimeRole } from './embedded/runtime-role.ts'

export interface EmbeddedOptions {
  dataDir: string
  log: Logger
  /** False only in tests: no fsync, so a crash of the machine may destroy the cluster. */
  durable?: boolean
  /** 60. */
  maxConnections?: number
}

/** A running embedded PostgreSQL. Its port on 127.0.0.1 stays the same until `stop`. */
export interface EmbeddedPostgres {
  /** The role that owns the database and is no superuser. */
  url: string
  /** The role that owns nothing, for the server. */
  runtimeUrl: string
  /** The superuser, in the database `postgres`. */
  adminUrl: string
  /** The folder of the cluster: in the data folder, or elsewhere where PostgreSQL's user cannot reach it. */
  folder: string
  /** Stops PostgreSQL and unlocks the folder. */
  stop(): Promise<void>
}

const passwordFile = 'postgres-password'
const runtimePasswordFile = 'postgres-runtime-password'

/**
 * Starts the embedded PostgreSQL on the cluster of `dataDir`, which the first start creates. Recovers after kill -9 of an
 * earlier run, restarts PostgreSQL where it ends unexpectedly, and rejects with `StartError` where another process uses the
 * folder.
 */
export async function openEmbedded(options: EmbeddedOptions): Promise<EmbeddedPostgres> {
  const { log, durable = true, maxConnections = 60 } = options
  const dataDir = path.resolve(options.dataDir)
  createDataDir(dataDir)
  const locks = [lockFolder(dataDir)]
  try {
    const home = await findClusterHome(dataDir, log)
    // A copied data folder names the same cluster.
    if (path.dirname(home.folder) !== dataDir) locks.push(lockFolder(home.folder))
    const binaries = await findBinaries(home.user, home.copies, log)
    const isNewPassword = !hasSecret(dataDir, passwordFile)
    const password = secretIn(dataDir, passwordFile)
    const cluster = await initialise({ home, binaries, password, isNewPassword, durable, log })
    const recipe = { postgres: binaries.postgres, cluster, user: home.user, durable, maxConnections, log }
    const { port, postmaster } = await startOnFreePort(recipe)
    const keeper = keepRunning({ ...recipe, port }, postmaster)
    const url = urlOf(ownerRole, password, port, databaseName)
    const runtimePassword = secretIn(dataDir, runtimePasswordFile)
    await ensureRuntimeRole(url, runtimePassword).catch(async (error: unknown) => {
      await keeper.stop()
      throw error
    })
    return {
      url,
      runtimeUrl: urlOf(runtimeRole, runtimePassword, port, databaseName),
      adminUrl: urlOf(superuser, password, port, 'postgres'),
      folder: home.folder,
      async stop() {
        await keeper.stop()
        for (const unlock of locks.splice(0)) unlock()
      },
    }
  } catch (error) {
    for (const unlock of locks) unlock()
    throw error
  }
}

/** The URL of the embedded PostgreSQL that another process runs for `dataDir`, or undefined: for the command line. */
export async function runningEmbeddedUrl(dataDir: string): Promise<string | undefined> {
  const home = await existingClusterHome(path.resolve(dataDir))
  if (home === undefined || !hasSecret(dataDir, passwordFile)) return undefined
  const port = await runningPort(path.join(home, 'cluster'))
  return port === undefined ? undefined : urlOf(ownerRole, secretIn(dataDir, passwordFile), port, databaseName)
}

function urlOf(role: string, password: string, port: number, database: string): string {
  return `postgres://${role}:${password}@127.0.0.1:${port}/${database}`
}

// Another process may take the free port first.
async function startOnFreePort(
  options: Omit<PostmasterOptions, 'port'>,
): Promise<{ port: number; postmaster: Postmaster }> {
  for (let attempt = 1; ; attempt += 1) {
    const port = await freePort()
    try {
      return { port, postmaster: await startPostmaster({ ...options, port }) }
    } catch (error) {
      if (error instanceof NotStarted && error.isPortTaken && attempt < 5) continue
      const reason = error instanceof Error ? error.message : String(error)
      throw new StartError(`The embedded PostgreSQL does not start on ${options.cluster}: ${reason}`, { cause: error })
    }
  }
}

async function freePort(): Promise<number> {
  const server = createServer()
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  server.once('error', reject).listen(0, '127.0.0.1', resolve)
  await promise
  const address = server.address()
  server.close()
  if (address === null || typeof address === 'string') throw new Error('a listening socket has no port')
  return address.port
}

// The pool connects to this port, so PostgreSQL is restarted on the same one, with retries until it starts.
function keepRunning(options: PostmasterOptions, first: Postmaster): { stop(): Promise<void> } {
  const { log, cluster } = options
  const stopping = new AbortController()
  let postmaster: Postmaster | undefined = first

  async function watch(): Promise<void> {
    for (let failures = 0; !stopping.signal.aborted; ) {
      if (postmaster) {
        await postmaster.ended
        postmaster = undefined
        if (stopping.signal.aborted) return
        log.error('PostgreSQL has ended unexpectedly; starting it again')
      }
      try {
        await stopOrphans(cluster, log)
        postmaster = await startPostmaster(options)
        failures = 0
        log.info('PostgreSQL runs again')
      } catch (error) {
        failures += 1
        log.error({ err: error }, 'PostgreSQL does not start')
        await delay(Math.min(5_000, 100 * 2 ** failures), undefined, { signal: stopping.signal }).catch(() => {})
      }
    }
  }

  const watching = watch()
  return {
    async stop() {
      stopping.abort()
      await postmaster?.stop()
      await watching
      // `watch` may have started another one meanwhile.
      await postmaster?.stop()
    },
  }
}
