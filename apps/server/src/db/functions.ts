import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { entities, listedTypes } from '@qtable/domain'
import type pg from 'pg'
import type { Logger } from 'pino'
import manifest from '../../package.json' with { type: 'json' }
import { setupLock } from './migrate.ts'

const defaultFolder = new URL('../../sql/', import.meta.url)

/** The folder of the functions, and the version of QTable that they belong to. */
export interface FunctionSource {
  folder?: URL
  /** As in a package manifest: `1.2.3`. */
  version?: string
}

/**
 * Creates or replaces the functions of the database where they differ: in one transaction, under the setup lock, after the
 * migrations. A node of an older version does not replace those of a newer one. Returns whether it replaced them. Throws
 * PostgreSQL's error where the role does not own the schema.
 */
export async function createFunctions(
  client: pg.ClientBase,
  log: Logger,
  { folder = defaultFolder, version = manifest.version }: FunctionSource = {},
): Promise<boolean> {
  const files = await readSources(folder)
  await client.query('begin')
  try {
    await client.query('select pg_advisory_xact_lock($1)', [setupLock])
    const source = withEachTable(files, await entityTables(client))
    const hash = createHash('sha256').update(source).digest('hex')
    const isOutdated = await areOutdated(client, { version, hash })
    if (isOutdated) {
      await client.query(source)
      await client.query(
        `insert into qtable.functions (version, hash) values ($1, $2)
         on conflict (only_row) do update set version = excluded.version, hash = excluded.hash, created_at = now()`,
        [version, hash],
      )
    }
    await client.query('commit')
    if (isOutdated) log.info({ version }, 'replaced the functions of the database')
    return isOutdated
  } catch (error) {
    await client.query('rollback')
    throw error
  }
}

// Where two versions of QTable run side by side, the older node may start last and must not restore its functions.
async function areOutdated(
  client: pg.ClientBase,
  { version, hash }: { version: string; hash: string },
): Promise<boolean> {
  const { rows } = await client.query<{ outdated: boolean }>(
    `select hash <> $2 and string_to_array(version, '.')::int[] <= string_to_array($1, '.')::int[] as outdated
     from qtable.functions`,
    [version, hash],
  )
  return rows[0]?.outdated ?? true
}

async function readSources(folder: URL): Promise<string[]> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.sql')).sort()
  // Line ends differ by git setting, not by meaning.
  return Promise.all(
    names.map(async (name) => (await readFile(new URL(name, folder), 'utf8')).replaceAll('\r\n', '\n')),
  )
}

type TableKind = 'entity' | 'archiving' | 'permanent'

/** The tables of all entities but the restaurant, by kind. Those with a column `archived` keep rows that left the floor. */
async function entityTables(client: pg.ClientBase): Promise<Record<TableKind, string[]>> {
  const entity = listedTypes.map((type): string => entities[type].plural)
  const { rows } = await client.query<{ name: string }>(
    `select table_name as name from information_schema.columns where table_schema = 'qtable' and column_name = 'archived'`,
  )
  const isArchiving = new Set(rows.map(({ name }) => name))
  return {
    entity,
    archiving: entity.filter((name) => isArchiving.has(name)),
    permanent: entity.filter((name) => !isArchiving.has(name)),
  }
}

function withEachTable(sources: readonly string[], tables: Record<TableKind, string[]>): string {
  return sources
    .join('\n')
    .replaceAll(
      /^ *-- for each (entity|archiving|permanent) \{table\}\n(.*?)^ *-- end\n/gms,
      (_block, kind: TableKind, lines: string) =>
        tables[kind].map((name) => lines.replaceAll('{table}', name)).join(''),
    )
}
