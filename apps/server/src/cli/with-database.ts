import { openAccounts } from '../accounts/accounts.ts'
import type { Config } from '../config.ts'
import { type Database, openDatabase } from '../db/database.ts'
import { openEmbedded, runningEmbeddedUrl } from '../db/embedded.ts'
import { openLog } from '../observability/log.ts'
import type { Terminal } from './cli.ts'

/** What a command of the command line works with. */
export interface World {
  config: () => Config
  terminal: Terminal
}

/**
 * Runs `work` on the database of the configuration: the given one, the embedded one that a server runs just now, or
 * the embedded one started for as long as it takes.
 */
export async function withDatabase<T>(
  { config: readConfig }: World,
  work: (db: Database, config: Config) => Promise<T>,
): Promise<T> {
  const config = readConfig()
  // A command speaks in its own words: warnings and worse of the database still come through.
  const log = openLog({ logLevel: config.logLevel === 'info' ? 'warn' : config.logLevel }, 2)
  const running = config.databaseUrl ?? (await runningEmbeddedUrl(config.dataDir))
  const embedded = running === undefined ? await openEmbedded({ dataDir: config.dataDir, log }) : undefined
  try {
    const db = await openDatabase({ url: running ?? embedded?.url ?? '', log, poolSize: 2 })
    try {
      return await work(db, config)
    } finally {
      await db.close()
    }
  } finally {
    await embedded?.stop()
  }
}

/** The same with the operator's rights over accounts. */
export async function withAdministration<T>(
  world: World,
  work: (administration: ReturnType<typeof openAccounts>['administration'], db: Database) => Promise<T>,
): Promise<T> {
  return withDatabase(world, (db, config) => work(openAccounts({ ...config, db }).administration, db))
}
