import { readFile, rm } from 'node:fs/promises'
import path from 'node:path'
import { secretIn } from '../../apps/server/src/data-dir.ts'
import { findBinaries } from '../../apps/server/src/db/embedded/binaries.ts'
import { findClusterHome } from '../../apps/server/src/db/embedded/cluster-home.ts'
import { databaseName, initialise, ownerRole } from '../../apps/server/src/db/embedded/initialise.ts'
import { stopOrphans } from '../../apps/server/src/db/embedded/orphans.ts'
import { type Postmaster, startPostmaster } from '../../apps/server/src/db/embedded/postmaster.ts'
import { openLog } from '../../apps/server/src/observability/log.ts'
import { freePort } from '../../apps/server/src/testing/redis-process.ts'
import { temporaryFolder } from '../../apps/server/src/testing/temporary-folder.ts'

/** The PostgreSQL of one run, to be stopped, killed and started again. */
export interface FaultyPostgres {
  /** Connects as the owner of the database, who is no superuser. */
  url: string
  /** Milliseconds since the last start; 0 while it is down. */
  upMs(): number
  /** Starts it on the port that it had before. */
  start(): Promise<void>
  /** Stops it like `pg_ctl stop -m fast`. */
  stop(): Promise<void>
  /** Kills all its processes; the next start begins with crash recovery. */
  kill(): Promise<void>
  /** Stops it and removes its files. */
  close(): Promise<void>
}

/** Initialises a new PostgreSQL and starts it. */
export async function openFaultyPostgres(): Promise<FaultyPostgres> {
  const log = openLog({ logLevel: 'silent' }, 2)
  const dataDir = await temporaryFolder()
  const home = await findClusterHome(dataDir, log)
  const binaries = await findBinaries(home.user, home.copies, log)
  const password = secretIn(dataDir, 'postgres-password')
  const cluster = await initialise({ home, binaries, password, isNewPassword: true, durable: true, log })
  const port = await freePort()
  const recipe = { postgres: binaries.postgres, cluster, user: home.user, durable: true, maxConnections: 60, port, log }
  let postmaster: Postmaster | undefined
  let upSince: number | undefined

  async function start(): Promise<void> {
    await stopOrphans(cluster, log)
    postmaster = await startPostmaster(recipe)
    upSince = performance.now()
  }

  async function stop(): Promise<void> {
    upSince = undefined
    await postmaster?.stop()
    postmaster = undefined
  }

  await start()
  return {
    url: `postgres://${ownerRole}:${password}@127.0.0.1:${port}/${databaseName}`,
    upMs: () => (upSince === undefined ? 0 : performance.now() - upSince),
    start,
    stop,
    async kill() {
      upSince = undefined
      const pid = Number.parseInt(await readFile(path.join(cluster, 'postmaster.pid'), 'utf8'), 10)
      process.kill(pid, 'SIGKILL')
      await postmaster?.ended
      postmaster = undefined
      await stopOrphans(cluster, log)
    },
    async close() {
      await stop()
      for (const folder of [home.folder, dataDir]) await rm(folder, { recursive: true, force: true })
    },
  }
}
