import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { findBinaries } from '../../apps/server/src/db/embedded/binaries.ts'
import { findClusterHome } from '../../apps/server/src/db/embedded/cluster-home.ts'
import { startPostmaster } from '../../apps/server/src/db/embedded/postmaster.ts'
import { freePort } from '../../apps/server/src/testing/redis-process.ts'
import { silent } from '../deployment/cluster.ts'

/** Starts and stops the PostgreSQL of a data folder without a server; returns the milliseconds until it was ready. */
export async function startPostgresAlone(dataDir: string): Promise<number> {
  const home = await findClusterHome(dataDir, silent)
  const { postgres } = await findBinaries(home.user, home.copies, silent)
  const cluster = path.join(home.folder, 'cluster')
  await readFile(path.join(cluster, 'PG_VERSION'))
  const recipe = { postgres, cluster, user: home.user, durable: true, maxConnections: 60, log: silent }
  const port = await freePort()
  const startedAt = performance.now()
  const postmaster = await startPostmaster({ ...recipe, port })
  const took = performance.now() - startedAt
  await postmaster.stop()
  return took
}
