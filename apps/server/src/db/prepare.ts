import { setTimeout as delay } from 'node:timers/promises'
import pg from 'pg'
import type { Logger } from 'pino'
import { StartError } from '../start-error.ts'
import { isUnavailable } from './failures.ts'
import { migrate } from './migrate.ts'
import { setUpWorkingRole } from './roles.ts'

export interface PreparedDatabase {
  workingRole: string
  /** The names of the migrations that this call applied. */
  migrated: string[]
}

/** Checks, migrates and grants, over one connection of its own. */
export async function prepareDatabase(options: {
  url: string
  log: Logger
  startWithinMs?: number
}): Promise<PreparedDatabase> {
  const { log } = options
  const client = await connect(options)
  try {
    await mustBeUsable(client, log)
    const migrated = await migrate(client, log)
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

// A start order is nobody's to promise: PostgreSQL may still be starting, or be recovering from a crash.
async function connect(options: { url: string; log: Logger; startWithinMs?: number }): Promise<pg.Client> {
  const deadline = Date.now() + (options.startWithinMs ?? 30_000)
  for (let attempt = 0; ; attempt += 1) {
    const client = new pg.Client({
      connectionString: options.url,
      application_name: 'qtable setup',
      connectionTimeoutMillis: 5_000,
    })
    client.on('error', () => {})
    try {
      await client.connect()
      return client
    } catch (error) {
      await client.end().catch(() => {})
      if (!isUnavailable(error)) throw refusal(error)
      if (Date.now() >= deadline)
        throw new StartError(`PostgreSQL cannot be reached: ${reasonOf(error)}`, { cause: error })
      if (attempt === 0) options.log.info(`waiting for PostgreSQL: ${reasonOf(error)}`)
      await delay(Math.min(1_000, 50 * 2 ** attempt))
    }
  }
}

const insufficientPrivilege = '42501'

// Class 28 is a wrong user or password, 3D000 a database that is not there: PostgreSQL's own words say which, and hold
// no password.
function refusal(error: unknown): unknown {
  if (!(error instanceof pg.DatabaseError)) return error
  return new StartError(`PostgreSQL refuses DATABASE_URL: ${error.message}`, { cause: error })
}

function reasonOf(error: unknown): string {
  if (error instanceof AggregateError) return error.errors.map(reasonOf).join(', ')
  return error instanceof Error ? error.message : String(error)
}

async function mustBeUsable(client: pg.Client, log: Logger): Promise<void> {
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
