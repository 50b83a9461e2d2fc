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

/** A PostgreSQL of one run, which goes away and comes back when it is told to. */
export interface FaultyPostgres {
  /** As the owner of the database, who is no superuser. */
  url: string
  /** On the port that it always had. */
  start(): Promise<void>
  /** As `pg_ctl stop -m fast`. */
  stop(): Promise<void>
  /** Ends every process of it without a word; recovery follows at the next start. */
  kill(): Promise<void>
  /** Stops it and removes its files. */
  close(): Promise<void>
}

/** Makes a cluster of its own and starts it. */
export async function openPostgres(): Promise<FaultyPostgres> {
  const log = openLog({ logLevel: 'silent' }, 2)
  const dataDir = await temporaryFolder()
  const home = await findClusterHome(dataDir, log)
  const binaries = await findBinaries(home.user, home.copies, log)
  const password = secretIn(dataDir, 'postgres-password')
  const cluster = await initialise({ home, binaries, password, isNewPassword: true, durable: true, log })
  const port = await freePort()
  const recipe = { postgres: binaries.postgres, cluster, user: home.user, durable: true, maxConnections: 60, port, log }
  let postmaster: Postmaster | undefined

  async function start(): Promise<void> {
    await stopOrphans(cluster, log)
    postmaster = await startPostmaster(recipe)
  }

  async function stop(): Promise<void> {
    await postmaster?.stop()
    postmaster = undefined
  }

  await start()
  return {
    url: `postgres://${ownerRole}:${password}@127.0.0.1:${port}/${databaseName}`,
    start,
    stop,
    async kill() {
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
