import { Problem } from '@qtable/domain'
import type { Database } from './database.ts'

/** The physical identity of a database: it changes only when the database is restored, copied or failed over. */
export type DatabaseIdentity = Partial<Record<keyof typeof parts | 'inode', string>>

/** Each part is a separate query, because a platform may forbid any of them. */
const parts = {
  /** Changes with the cluster. */
  system: 'select system_identifier::text as part from pg_control_system()',
  /** Changes with a point-in-time recovery or a promoted standby. */
  timeline: 'select left(pg_walfile_name(pg_current_wal_lsn()), 8) as part',
  /** Changes with the database of the cluster. */
  database: 'select oid::text as part from pg_database where datname = current_database()',
  /** Changes where a dump is restored into the same database. */
  table: `select 'qtable.installation'::regclass::oid::text as part`,
} as const

/** Reads the identity without the parts that this PostgreSQL forbids. */
export async function readDatabaseIdentity(db: Database): Promise<DatabaseIdentity> {
  const read: DatabaseIdentity = {}
  for (const [name, query] of Object.entries(parts) as [keyof typeof parts, string][]) {
    const part = await partOrUndefined(db.asSystem((tx) => tx.query<{ part: string }>(query)))
    if (part) read[name] = part
  }
  return read
}

async function partOrUndefined(answer: Promise<{ part: string }[]>): Promise<string | undefined> {
  try {
    return (await answer)[0]?.part
  } catch (error) {
    if (error instanceof Problem && error.code === 'unavailable') throw error
    return undefined
  }
}

/** Whether two identities are of one database: every part that both have is equal. */
export function isSameDatabase(one: DatabaseIdentity, other: DatabaseIdentity): boolean {
  return (Object.keys(one) as (keyof DatabaseIdentity)[]).every((name) => {
    const [ours, theirs] = [one[name], other[name]]
    return ours === undefined || theirs === undefined || ours === theirs
  })
}

/** A name of this installation. A copy of the database has another name. */
export async function installationName(db: Database): Promise<string> {
  const [row] = await db.asSystem((tx) => tx.query<{ id: string }>('select id from installation'))
  if (!row) throw new Error('the installation has no row')
  const { system, database } = await readDatabaseIdentity(db)
  return [row.id, system, database].filter((part) => part !== undefined).join('.')
}
