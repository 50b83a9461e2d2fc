import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import pg from 'pg'
import { openEmbedded } from '../../apps/server/src/db/embedded.ts'
import { openLog } from '../../apps/server/src/observability/log.ts'

/** A PostgreSQL cluster. */
export interface Cluster {
  /** The URL of a database for the role that owns it and is no superuser. */
  url(database: string): string
  /** The URL of a database for the superuser. */
  adminUrl(database: string): string
  close(): Promise<void>
}

export const silent = openLog({ logLevel: 'silent' }, 2)

/** Starts the embedded PostgreSQL with its usual settings: with fsync, on a disk. `keepsCommitTimes` turns `track_commit_timestamp` on. */
export async function openCluster({ keepsCommitTimes = false } = {}): Promise<Cluster> {
  const dataDir = await benchFolder()
  const start = () => openEmbedded({ dataDir, log: silent, maxConnections: 200 })
  let embedded = await start()
  if (keepsCommitTimes) {
    await asAdmin(embedded.adminUrl, 'alter system set track_commit_timestamp = on')
    await embedded.stop()
    embedded = await start()
  }
  return {
    ...clusterAt(embedded),
    async close() {
      await embedded.stop()
      for (const folder of [embedded.folder, dataDir]) await rm(folder, { recursive: true, force: true })
    },
  }
}

/** A cluster that the caller starts and stops. */
export function clusterAt({ url, adminUrl }: { url: string; adminUrl: string }): Cluster {
  return {
    url: (database) => withDatabase(url, database),
    adminUrl: (database) => withDatabase(adminUrl, database),
    close: async () => {},
  }
}

function withDatabase(url: string, database: string): string {
  return url.replace(/[^/]*$/, database)
}

/** Creates a temporary folder that the system user of PostgreSQL can enter. */
export async function benchFolder(): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), 'qtable-bench-'))
  await chmod(folder, 0o711)
  return folder
}

/** Runs statements in order on a new connection. */
export async function asAdmin(url: string, ...statements: (string | pg.QueryConfig)[]): Promise<pg.QueryResult[]> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    const results: pg.QueryResult[] = []
    for (const statement of statements) results.push(await client.query(statement))
    return results
  } finally {
    await client.end()
  }
}
