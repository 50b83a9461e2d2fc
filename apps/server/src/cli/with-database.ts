import { openAccounts } from '../accounts/accounts.ts'
import type { Config } from '../config.ts'
import { type Database, openDatabase } from '../db/database.ts'
import { openEmbedded, runningEmbeddedUrl } from '../db/embedded.ts'
import { openLog } from '../observability/log.ts'
import type { CliContext } from './cli-context.ts'
import { exitAtSignal } from './stop-signal.ts'

/**
 * Runs `work` on the configured database: the one at `DATABASE_URL`, the embedded one of a running server, or the
 * embedded one started for the duration of `work`.
 */
export async function withDatabase<T>(
  { config: readConfig }: CliContext,
  work: (db: Database, config: Config) => Promise<T>,
): Promise<T> {
  const config = readConfig()
  // Commands print their own messages, so the log is limited to warnings and errors.
  const log = openLog({ logLevel: config.logLevel === 'info' ? 'warn' : config.logLevel }, 2)
  const running = config.databaseUrl ?? (await runningEmbeddedUrl(config.dataDir))
  const stopListening = exitAtSignal()
  const embedded = running === undefined ? await openEmbedded({ dataDir: config.dataDir, log }) : undefined
  try {
    const db = await openDatabase({
      url: running ?? embedded?.url ?? '',
      migrationUrl: config.databaseUrl === undefined ? undefined : config.migrationDatabaseUrl,
      ...{ log, poolSize: 2 },
    })
    try {
      return await work(db, config)
    } finally {
      await db.close()
    }
  } finally {
    await embedded?.stop()
    stopListening()
  }
}

/** The same, with the operator's administration of accounts. */
export async function withAdministration<T>(
  context: CliContext,
  work: (administration: ReturnType<typeof openAccounts>['administration'], db: Database) => Promise<T>,
): Promise<T> {
  return withDatabase(context, (db, config) => work(openAccounts({ ...config, db }).administration, db))
}
