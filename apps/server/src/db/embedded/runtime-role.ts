import pg from 'pg'
import { runtimeRole } from './initialise.ts'

/**
 * Gives the cluster of `ownerUrl` the role that the server signs in as, with this password. At each start: a cluster that an
 * earlier version made has none, and a data folder may have lost its password.
 */
export async function ensureRuntimeRole(ownerUrl: string, password: string): Promise<void> {
  const client = new pg.Client({ connectionString: ownerUrl, connectionTimeoutMillis: 5_000 })
  client.on('error', () => {})
  await client.connect()
  try {
    const { rows } = await client.query('select 1 from pg_roles where rolname = $1', [runtimeRole])
    const verb = rows.length > 0 ? 'alter' : 'create'
    const attributes = 'login nosuperuser nocreatedb nocreaterole noreplication nobypassrls noinherit'
    // base64url has no character that needs quoting.
    await client.query(`${verb} role ${runtimeRole} ${verb === 'create' ? attributes : ''} password '${password}'`)
  } finally {
    await client.end()
  }
}
