import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import pg from 'pg'
import { openEmbedded } from '../../apps/server/src/db/embedded.ts'
import { openLog } from '../../apps/server/src/observability/log.ts'

/** A PostgreSQL with room for several databases. */
export interface Cluster {
  /** As the role that owns the databases and is no superuser. */
  url(database: string): string
  /** As superuser. */
  adminUrl(database: string): string
  close(): Promise<void>
}

export const silent = openLog({ logLevel: 'silent' }, 2)

/**
 * The PostgreSQL that comes with QTable, as it comes: with fsync, and on a disk. With `keepsCommitTimes` it remembers of
 * every transaction when it was committed, which is off otherwise.
 */
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

/** A PostgreSQL that somebody else starts and stops. */
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

/** A new folder that PostgreSQL's own user can reach. */
export async function benchFolder(): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), 'qtable-bench-'))
  await chmod(folder, 0o711)
  return folder
}

/** Runs statements one after another on a connection of their own. */
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
