import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { entities, listedTypes } from '@qtable/domain'
import type pg from 'pg'
import type { Logger } from 'pino'
import manifest from '../../package.json' with { type: 'json' }
import { setupLock } from './migrate.ts'

const defaultFolder = new URL('../../sql/', import.meta.url)

/** The functions of `folder`, and the version of QTable that they are of. */
export interface FunctionSource {
  folder?: URL
  /** As in a package manifest: `1.2.3`. */
  version?: string
}

/**
 * Makes the functions of the database as this QTable has them, where it does not have them already: in one transaction,
 * under the lock of the setup, after the migrations. A node of an older version leaves those of a newer one as they are.
 * Gives whether it made them. Throws PostgreSQL's error where the role does not own the schema.
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
    const isCreated = await isWanted(client, { version, hash })
    if (isCreated) {
      await client.query(source)
      await client.query(
        `insert into qtable.functions (version, hash) values ($1, $2)
         on conflict (only_row) do update set version = excluded.version, hash = excluded.hash, created_at = now()`,
        [version, hash],
      )
    }
    await client.query('commit')
    if (isCreated) log.info({ version }, 'made the functions of the database')
    return isCreated
  } catch (error) {
    await client.query('rollback')
    throw error
  }
}

// Of two nodes of different versions the older may start last, and must not bring its older functions back.
async function isWanted(client: pg.ClientBase, { version, hash }: { version: string; hash: string }): Promise<boolean> {
  const { rows } = await client.query<{ wanted: boolean }>(
    `select hash <> $2 and string_to_array(version, '.')::int[] <= string_to_array($1, '.')::int[] as wanted
     from qtable.functions`,
    [version, hash],
  )
  return rows[0]?.wanted ?? true
}

async function readSources(folder: URL): Promise<string[]> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.sql')).sort()
  // Line ends differ by git setting, not by meaning.
  return Promise.all(
    names.map(async (name) => (await readFile(new URL(name, folder), 'utf8')).replaceAll('\r\n', '\n')),
  )
}

type TableKind = 'entity' | 'archiving' | 'permanent'

/** The tables of the entities that a floor holds many of, by kind: those with a column `archived` keep what left the floor. */
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
