import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import type pg from 'pg'
import type { Logger } from 'pino'
import { StartError } from '../start-error.ts'

interface Migration {
  version: number
  name: string
  sql: string
  checksum: string
}

const defaultFolder = new URL('../../migrations/', import.meta.url)

/** The key of the advisory lock for migrations, functions and grants: an arbitrary constant. */
export const setupLock = 7_206_140_273

/**
 * Applies the pending migrations, each in a transaction under a lock, so that several processes may migrate at once. Returns
 * the names of those applied. Rejects with `StartError` where an applied migration has changed, or where the database is
 * newer than this code.
 *
 * In a data migration, an owner who is no superuser sees no rows under FORCE ROW LEVEL SECURITY.
 */
export async function migrate(client: pg.ClientBase, log: Logger, folder: URL = defaultFolder): Promise<string[]> {
  const migrations = await readMigrations(folder)
  const done: string[] = []
  for (;;) {
    const name = await applyNext(client, migrations)
    if (name === undefined) return done
    log.info({ migration: name }, 'migrated the database')
    done.push(name)
  }
}

async function applyNext(client: pg.ClientBase, migrations: readonly Migration[]): Promise<string | undefined> {
  await client.query('begin')
  try {
    // Held to the end of the transaction, so it also works behind a transaction pooler.
    await client.query('select pg_advisory_xact_lock($1)', [setupLock])
    const next = pendingAfter(await appliedMigrations(client), migrations)
    if (next) {
      await client.query('set local search_path = qtable, pg_temp')
      await client.query(next.sql)
      await client.query('insert into qtable.migrations (version, name, checksum) values ($1, $2, $3)', [
        next.version,
        next.name,
        next.checksum,
      ])
    }
    await client.query('commit')
    return next?.name
  } catch (error) {
    await client.query('rollback')
    throw error
  }
}

async function appliedMigrations(client: pg.ClientBase): Promise<Omit<Migration, 'sql'>[]> {
  const { rows: found } = await client.query<{ exists: boolean }>(
    `select to_regclass('qtable.migrations') is not null as exists`,
  )
  if (!found[0]?.exists) {
    await client.query('create schema if not exists qtable')
    await client.query(`create table qtable.migrations (
      version int primary key, name text not null, checksum text not null, applied_at timestamptz not null default now()
    )`)
  }
  const { rows } = await client.query<Omit<Migration, 'sql'>>(
    'select version, name, checksum from qtable.migrations order by version',
  )
  return rows
}

function pendingAfter(applied: readonly Omit<Migration, 'sql'>[], migrations: readonly Migration[]) {
  const known = new Map(migrations.map((migration) => [migration.version, migration]))
  for (const { version, name, checksum } of applied) {
    const migration = known.get(version)
    if (!migration) {
      throw new StartError(
        `The database was migrated by a newer QTable (${name}); start that version or a newer one, or restore a backup`,
      )
    }
    if (migration.checksum !== checksum) {
      throw new StartError(
        `The migration ${migration.name} has changed since it was applied to this database; put the file back as it was and add a new migration instead`,
      )
    }
  }
  const isApplied = new Set(applied.map(({ version }) => version))
  return migrations.find(({ version }) => !isApplied.has(version))
}

async function readMigrations(folder: URL): Promise<Migration[]> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.sql')).sort()
  return Promise.all(
    names.map(async (file, index) => {
      // Numbers have no gap, so that two branches that add the same number fail here.
      if (!new RegExp(`^${String(index + 1).padStart(4, '0')}-[a-z0-9-]+\\.sql$`).test(file)) {
        throw new StartError(`The migration ${file} should be number ${index + 1}, named like 0001-what-it-does.sql`)
      }
      // Line ends differ by git setting, not by meaning.
      const sql = (await readFile(new URL(file, folder), 'utf8')).replaceAll('\r\n', '\n')
      const checksum = createHash('sha256').update(sql).digest('hex')
      return { version: index + 1, name: file.slice(0, -'.sql'.length), sql, checksum }
    }),
  )
}
