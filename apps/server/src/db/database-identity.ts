import { Problem } from '@qtable/domain'
import type { Database } from './database.ts'

/** What a database is, physically: what changes when it is restored, copied or failed over, and never otherwise. */
export type DatabaseIdentity = Partial<Record<keyof typeof parts | 'inode', string>>

/** Each part on its own, because a platform may forbid any of them. */
const parts = {
  /** Another cluster. */
  system: 'select system_identifier::text as part from pg_control_system()',
  /** Recovery to a point in time, or a standby that was promoted. */
  timeline: 'select left(pg_walfile_name(pg_current_wal_lsn()), 8) as part',
  /** Another database of the same cluster. */
  database: 'select oid::text as part from pg_database where datname = current_database()',
  /** The same database, emptied and filled from a dump. */
  table: `select 'qtable.installation'::regclass::oid::text as part`,
} as const

/** Reads the mark, without the parts that this PostgreSQL does not tell. */
export async function readDatabaseIdentity(db: Database): Promise<DatabaseIdentity> {
  const read: DatabaseIdentity = {}
  for (const [name, query] of Object.entries(parts) as [keyof typeof parts, string][]) {
    const part = await told(db.asSystem((tx) => tx.query<{ part: string }>(query)))
    if (part) read[name] = part
  }
  return read
}

async function told(answer: Promise<{ part: string }[]>): Promise<string | undefined> {
  try {
    return (await answer)[0]?.part
  } catch (error) {
    if (error instanceof Problem && error.code === 'unavailable') throw error
    return undefined
  }
}

/** Whether two marks are of one database: no part that both know differs. */
export function isSameDatabase(one: DatabaseIdentity, other: DatabaseIdentity): boolean {
  return (Object.keys(one) as (keyof DatabaseIdentity)[]).every((name) => {
    const [ours, theirs] = [one[name], other[name]]
    return ours === undefined || theirs === undefined || ours === theirs
  })
}

/** The name of this installation, where others may be near: no copy of the database has the same. */
export async function installationName(db: Database): Promise<string> {
  const [row] = await db.asSystem((tx) => tx.query<{ id: string }>('select id from installation'))
  if (!row) throw new Error('the installation has no row')
  const { system, database } = await readDatabaseIdentity(db)
  return [row.id, system, database].filter((part) => part !== undefined).join('.')
}
