import pg from 'pg'
import type { Logger } from 'pino'
import { StartError } from '../start-error.ts'
import { setupLock } from './migrate.ts'

/** The role of every query, where it can be created or assumed. */
const preferredRole = 'qtable_app'

interface RoleState {
  login: string
  loginBypasses: boolean
  loginIsSuperuser: boolean
  mayCreateRoles: boolean
  exists: boolean
  roleBypasses: boolean
  /** The login role may `set role` to it. */
  isAssumable: boolean
}

// Before PostgreSQL 16 every member may assume a role. Since then it depends on the membership.
const roleStateQuery = `
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
 * Finds or creates a role under row level security, grants it what the server needs and returns its name: `qtable_app` where
 * the login role can create or assume it, otherwise the login role. Rejects with `StartError` where the role would bypass row
 * level security. `forLogin`: another login role, which is to assume it too.
 */
export async function setUpWorkingRole(client: pg.ClientBase, log: Logger, forLogin?: string): Promise<string> {
  await client.query('begin')
  try {
    await client.query('select pg_advisory_xact_lock($1)', [setupLock])
    const role = await findWorkingRole(client, log)
    await grantTo(client, role)
    if (forLogin !== undefined) await letAssume(client, role, forLogin)
    await verifyRowSecurity(client, role)
    await client.query('commit')
    return role
  } catch (error) {
    await client.query('rollback')
    throw error
  }
}

// An append names its function before it assumes the role. So the login finds and calls functions, and no table.
async function letAssume(client: pg.ClientBase, role: string, login: string): Promise<void> {
  // An owner who may not create roles grants to the other login itself.
  if (role !== preferredRole) return grantTo(client, login)
  const name = quoted(login)
  await attempt(client, `grant ${quoted(role)} to ${name}`)
  await client.query(`grant usage on schema qtable to ${name}`)
  await grantFunctions(client, name)
}

async function findWorkingRole(client: pg.ClientBase, log: Logger): Promise<string> {
  let state = await readRoleState(client)
  if (!state.exists && state.mayCreateRoles) {
    await attempt(client, `create role ${quoted(preferredRole)} nologin nosuperuser nobypassrls noinherit`)
    state = await readRoleState(client)
  }
  if (state.exists && !state.isAssumable) {
    await attempt(client, `grant ${quoted(preferredRole)} to ${quoted(state.login)}`)
    state = await readRoleState(client)
  }
  if (state.isAssumable) {
    if (state.roleBypasses) {
      throw new StartError(
        `The role ${preferredRole} is a superuser or has BYPASSRLS, so tenants would not be kept apart; run: alter role ${preferredRole} nosuperuser nobypassrls`,
      )
    }
    return preferredRole
  }
  if (state.loginBypasses) {
    throw new StartError(
      `The role ${state.login} of DATABASE_URL has BYPASSRLS and may neither create nor assume ${preferredRole}, so tenants would not be kept apart; as a superuser run: create role ${preferredRole} nologin; grant ${preferredRole} to ${quoted(state.login)}`,
    )
  }
  log.warn(
    `The server works as the login role ${state.login}, which may neither create nor assume ${preferredRole}; tenants are kept apart by FORCE ROW LEVEL SECURITY`,
  )
  return state.login
}

async function readRoleState(client: pg.ClientBase): Promise<RoleState> {
  const { rows } = await client.query<RoleState>(roleStateQuery, [preferredRole])
  if (!rows[0]) throw new Error('the login role is not in pg_roles')
  return rows[0]
}

// Not allowed (42501), or a process of another database was faster (42710, 23505, XX000 "tuple concurrently updated"): roles
// belong to the server, the lock to one database. Either way the state is read again.
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
  // The owner grants. `verifyRowSecurity` reports what is missing.
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
    revoke insert, update, delete on qtable.installation from ${name};
    grant update (next_restaurant_id, database_mark) on qtable.installation to ${name};
    revoke update on qtable.tenants from ${name};
    grant update (service_day_ends_at) on qtable.tenants to ${name};
  `)
}

// All functions except those of the extension: the append and the policies call the others as the same role.
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

// Without rows of a tenant or a user: the owner writes them at the start, and the working role only reads them.
const tablesWithoutPolicy = ['migrations', 'functions']

/** Verifies, as the role, that it may use every table and that row level security is active on it. */
async function verifyRowSecurity(client: pg.ClientBase, role: string): Promise<void> {
  await client.query(`set local role ${quoted(role)}`)
  const { rows } = await client.query<{ name: string; isActive: boolean; isReadable: boolean }>(
    `select c.relname as name, row_security_active(c.oid) as "isActive", has_table_privilege(c.oid, 'select') as "isReadable"
     from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where n.nspname = 'qtable' and c.relkind in ('r', 'p') and c.relname <> all ($1)`,
    [tablesWithoutPolicy],
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
