import pg from 'pg'
import type { Logger } from 'pino'
import { StartError } from '../start-error.ts'
import { isUnavailable } from './failures.ts'
import { createFunctions } from './functions.ts'
import { migrate } from './migrate.ts'
import { onceReached } from './once-reached.ts'
import { setUpWorkingRole } from './roles.ts'

export interface PreparedDatabase {
  workingRole: string
  /** The names of the migrations that this call applied. */
  migrated: string[]
}

/** Checks the database, migrates it, replaces the functions and grants, on one connection. Waits for PostgreSQL to start. */
export async function prepareDatabase(options: {
  url: string
  log: Logger
  startWithinMs?: number
}): Promise<PreparedDatabase> {
  const { url, log, startWithinMs } = options
  return onceReached(() => prepare(url, log), { log, withinMs: startWithinMs })
}

async function prepare(url: string, log: Logger): Promise<PreparedDatabase> {
  const client = await connect(url)
  try {
    await verifyServer(client, log)
    const migrated = await migrate(client, log)
    await createFunctions(client, log)
    const workingRole = await setUpWorkingRole(client, log)
    return { workingRole, migrated }
  } catch (error) {
    if (!(error instanceof pg.DatabaseError && error.code === insufficientPrivilege)) throw error
    throw new StartError(
      `The role of DATABASE_URL may not set up the database (${error.message}); it must own the database, or have been granted qtable_app in one that is set up`,
      { cause: error },
    )
  } finally {
    await client.end()
  }
}

async function connect(url: string): Promise<pg.Client> {
  const client = new pg.Client({
    connectionString: url,
    application_name: 'qtable setup',
    connectionTimeoutMillis: 5_000,
  })
  // An unhandled 'error' would end the process. A query in flight rejects with the same error.
  client.on('error', () => {})
  try {
    await client.connect()
    return client
  } catch (error) {
    await client.end().catch(() => {})
    throw isUnavailable(error) ? error : refusal(error)
  }
}

const insufficientPrivilege = '42501'

// Class 28 is a wrong user or password, 3D000 a missing database. PostgreSQL's message says which, and holds
// no password.
function refusal(error: unknown): unknown {
  if (!(error instanceof pg.DatabaseError)) return error
  return new StartError(`PostgreSQL refuses DATABASE_URL: ${error.message}`, { cause: error })
}

async function verifyServer(client: pg.Client, log: Logger): Promise<void> {
  const { rows } = await client.query<{
    number: number
    version: string
    encoding: string
    isStandby: boolean
    fsync: string
  }>(`
    select current_setting('server_version_num')::int as number, current_setting('server_version') as version,
      current_setting('server_encoding') as encoding, pg_is_in_recovery() as "isStandby",
      current_setting('fsync') as fsync`)
  const server = rows[0]
  if (!server) throw new Error('PostgreSQL did not say its version')
  if (server.number < 150_000) throw new StartError(`PostgreSQL 15 or newer is needed; this is ${server.version}`)
  if (server.encoding !== 'UTF8') {
    throw new StartError(
      `The database must be encoded as UTF8, not ${server.encoding}; create it with: encoding 'UTF8'`,
    )
  }
  if (server.isStandby) throw new StartError('DATABASE_URL leads to a read-only standby; give it the primary')
  if (server.fsync === 'off')
    log.warn('PostgreSQL runs with fsync off: a crash of the machine loses acknowledged changes')
}
