import pg from 'pg'
import type { Logger } from 'pino'
import { StartError } from '../start-error.ts'
import { setupLock } from './migrate.ts'

/** The role every query runs as, where it may be created or assumed. */
const preferredRole = 'qtable_app'

interface Standing {
  login: string
  loginBypasses: boolean
  loginIsSuperuser: boolean
  mayCreateRoles: boolean
  exists: boolean
  roleBypasses: boolean
  /** The login role may `set role` to it. */
  isAssumable: boolean
}

// Before 16 every member may assume a role; since then a membership says so itself.
const standingQuery = `
  select current_user as login,
    me.rolsuper or me.rolbypassrls as "loginBypasses",
    me.rolsuper as "loginIsSuperuser",
    me.rolcreaterole or me.rolsuper as "mayCreateRoles",
    app.oid is not null as exists,
    coalesce(app.rolsuper or app.rolbypassrls, false) as "roleBypasses",
    coalesce(
      me.rolsuper or pg_has_role(me.oid, app.oid, case when current_setting('server_version_num')::int >= 160000
        then 'SET' else 'MEMBER' end),
      false) as "isAssumable"
  from pg_roles me left join pg_roles app on app.rolname = $1
  where me.rolname = current_user`

/**
 * Makes sure of a role for which row level security holds, and gives its name: `qtable_app` where the login role may
 * create or assume it, else the login role itself. Grants it what the server needs. `StartError` where either would
 * bypass row level security.
 */
export async function setUpWorkingRole(client: pg.ClientBase, log: Logger): Promise<string> {
  await client.query('begin')
  try {
    await client.query('select pg_advisory_xact_lock($1)', [setupLock])
    const role = await findWorkingRole(client, log)
    await grantTo(client, role)
    await mustHoldFor(client, role)
    await client.query('commit')
    return role
  } catch (error) {
    await client.query('rollback')
    throw error
  }
}

async function findWorkingRole(client: pg.ClientBase, log: Logger): Promise<string> {
  let standing = await standingOf(client)
  if (!standing.exists && standing.mayCreateRoles) {
    await attempt(client, `create role ${quoted(preferredRole)} nologin nosuperuser nobypassrls noinherit`)
    standing = await standingOf(client)
  }
  if (standing.exists && !standing.isAssumable) {
    await attempt(client, `grant ${quoted(preferredRole)} to ${quoted(standing.login)}`)
    standing = await standingOf(client)
  }
  if (standing.isAssumable) {
    if (standing.roleBypasses) {
      throw new StartError(
        `The role ${preferredRole} is a superuser or has BYPASSRLS, so tenants would not be kept apart; run: alter role ${preferredRole} nosuperuser nobypassrls`,
      )
    }
    return preferredRole
  }
  if (standing.loginBypasses) {
    throw new StartError(
      `The role ${standing.login} of DATABASE_URL has BYPASSRLS and may neither create nor assume ${preferredRole}, so tenants would not be kept apart; as a superuser run: create role ${preferredRole} nologin; grant ${preferredRole} to ${quoted(standing.login)}`,
    )
  }
  log.warn(
    `The server works as the login role ${standing.login}, which may neither create nor assume ${preferredRole}; tenants are kept apart by FORCE ROW LEVEL SECURITY`,
  )
  return standing.login
}

async function standingOf(client: pg.ClientBase): Promise<Standing> {
  const { rows } = await client.query<Standing>(standingQuery, [preferredRole])
  if (!rows[0]) throw new Error('the login role is not in pg_roles')
  return rows[0]
}

// Not allowed (42501), or another database of the same server was faster (42710, 23505, XX000 "tuple concurrently
// updated"): roles belong to the whole server, our lock to one database. Either way the standing is read again.
const harmless = new Set(['42501', '42710', '23505', 'XX000', '0LP01'])

async function attempt(client: pg.ClientBase, statement: string): Promise<void> {
  await client.query('savepoint attempt')
  try {
    await client.query(statement)
    await client.query('release savepoint attempt')
  } catch (error) {
    await client.query('rollback to savepoint attempt')
    if (!(error instanceof pg.DatabaseError && harmless.has(error.code ?? ''))) throw error
  }
}

async function grantTo(client: pg.ClientBase, role: string): Promise<void> {
  const { rows } = await client.query<{ owns: boolean }>(
    `select pg_has_role(current_user, nspowner, 'USAGE') as owns from pg_namespace where nspname = 'qtable'`,
  )
  // Somebody else migrates and grants; what is missing then says mustHoldFor.
  if (!rows[0]?.owns) return
  const name = quoted(role)
  await client.query(`
    grant usage on schema qtable to ${name};
    grant select, insert, update, delete on all tables in schema qtable to ${name};
  `)
  await grantFunctions(client, name)
  if (role !== preferredRole) return
  await client.query(`
    revoke insert, update, delete on qtable.migrations, qtable.functions from ${name};
    revoke insert, delete on qtable.installation from ${name};
  `)
}

// All of ours: an append calls the others as the same role, and so do the policies. Those of the extension are not ours.
async function grantFunctions(client: pg.ClientBase, name: string): Promise<void> {
  const { rows } = await client.query<{ list: string | null }>(
    `select string_agg(p.oid::regprocedure::text, ', ') as list
     from pg_proc p join pg_namespace n on n.oid = p.pronamespace
     where n.nspname = 'qtable' and not exists (
       select from pg_depend d where d.classid = 'pg_proc'::regclass and d.objid = p.oid and d.deptype = 'e')`,
  )
  const list = rows[0]?.list
  if (!list) return
  await client.query(`revoke execute on function ${list} from public; grant execute on function ${list} to ${name}`)
}

// The directory of tenants, the installation itself, and ids of users whose sign-ins have changed; everything else holds
// rows of somebody.
const tablesOfNobody = ['migrations', 'functions', 'installation', 'tenants', 'account_changes']

/** Asks PostgreSQL itself, as the role, whether every table is under row level security and within reach. */
async function mustHoldFor(client: pg.ClientBase, role: string): Promise<void> {
  await client.query(`set local role ${quoted(role)}`)
  const { rows } = await client.query<{ name: string; isActive: boolean; isReadable: boolean }>(
    `select c.relname as name, row_security_active(c.oid) as "isActive", has_table_privilege(c.oid, 'insert') as "isReadable"
     from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where n.nspname = 'qtable' and c.relkind in ('r', 'p') and c.relname <> all ($1)`,
    [tablesOfNobody],
  )
  await client.query('reset role')
  for (const { name, isActive, isReadable } of rows) {
    if (!isReadable) {
      throw new StartError(`The role ${role} may not use qtable.${name}; run \`npm run migrate\` as the schema's owner`)
    }
    if (!isActive) {
      throw new StartError(
        `Row level security does not hold for the role ${role} on qtable.${name}; it must be enabled`,
      )
    }
  }
}

function quoted(name: string): string {
  return pg.escapeIdentifier(name)
}
