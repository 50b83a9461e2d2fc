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

export interface PrepareOptions {
  /** For the login role that the server works with. */
  url: string
  /** For the role that owns the schema; that of `url` unless given. */
  migrationUrl?: string | undefined
  /** A superuser in `url` is refused. */
  isStrict?: boolean
  log: Logger
  startWithinMs?: number
}

/**
 * Checks the database, migrates it, replaces the functions and grants. Waits for PostgreSQL to start. With `migrationUrl` the
 * owner does that, and the role of `url` owns nothing: it can change rows under row level security, and no table.
 */
export async function prepareDatabase(options: PrepareOptions): Promise<PreparedDatabase> {
  return onceReached(() => prepare(options), { log: options.log, withinMs: options.startWithinMs })
}

async function prepare({ url, migrationUrl = url, isStrict = false, log }: PrepareOptions): Promise<PreparedDatabase> {
  const login = migrationUrl === url ? undefined : await withClient(url, roleOf)
  const owner = await withClient(migrationUrl, async (client) => {
    await verifyServer(client, log)
    const migrated = await migrate(client, log)
    await createFunctions(client, log)
    const workingRole = await setUpWorkingRole(client, log, login?.name)
    return { workingRole, migrated, role: await roleOf(client) }
  })
  const { isSuperuser, name } = login ?? owner.role
  if (isSuperuser && isStrict) {
    throw new StartError(
      `The role ${name} of DATABASE_URL is a superuser; put it into MIGRATION_DATABASE_URL, and a role that owns nothing into DATABASE_URL`,
    )
  }
  const { migrated } = owner
  // As that role itself: what the owner granted may not be enough.
  const workingRole = login ? await withClient(url, (client) => setUpWorkingRole(client, log)) : owner.workingRole
  return { workingRole, migrated }
}

interface LoginRole {
  name: string
  isSuperuser: boolean
}

async function roleOf(client: pg.Client): Promise<LoginRole> {
  const { rows } = await client.query<LoginRole>(
    'select rolname as name, rolsuper as "isSuperuser" from pg_roles where rolname = current_user',
  )
  if (!rows[0]) throw new Error('the login role is not in pg_roles')
  return rows[0]
}

async function withClient<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = await connect(url)
  try {
    return await work(client)
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
