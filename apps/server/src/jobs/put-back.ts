import { stat } from 'node:fs/promises'
import path from 'node:path'
import { Problem } from '@qtable/domain'
import type { Logger } from 'pino'
import type { Database, Tx } from '../db/database.ts'
import { type DatabaseIdentity, isSameDatabase, readDatabaseIdentity } from '../db/database-identity.ts'
import type { Journal } from '../journal/journal.ts'

/** Notices that the whole database was restored, copied or failed over, and gives every restaurant a new epoch. */
export interface PutBackWatch {
  /** Looks now; gives how many restaurants have a new epoch. */
  look(): Promise<number>
  close(): Promise<void>
}

const everyMs = 10_000
/** The key of the advisory lock under which epochs are renewed; any constant, ours alone in a database. */
const lock = 7_206_140_274

interface PutBackOptions {
  db: Database
  journal: Pick<Journal, 'renewEpoch'>
  /** Where the embedded PostgreSQL keeps its cluster. */
  folder: string | undefined
  log: Logger
}

/**
 * Looks at once and then every ten seconds. A database that is put back in a way that leaves no mark (a snapshot of the
 * whole disk) is found by what is missing in it: see `reach` and the head poll.
 */
export async function openPutBackWatch(options: PutBackOptions): Promise<PutBackWatch> {
  const { db, journal, folder, log } = options
  let running: Promise<number> | undefined

  async function seen(): Promise<DatabaseIdentity> {
    const mark = await readDatabaseIdentity(db)
    // PostgreSQL writes this file in place for ever; a copy of the folder has another.
    return folder === undefined
      ? mark
      : { ...mark, inode: `${(await stat(path.join(folder, 'cluster/global/pg_control'))).ino}` }
  }

  async function lookOnce(): Promise<number> {
    const now = await seen()
    const known = await db.asSystem(readKnown)
    if (known && isSameDatabase(known, now) && Object.keys(now).every((part) => part in known)) return 0
    return db.asSystem(async (tx) => {
      const [free] = await tx.query<{ ok: boolean }>('select pg_try_advisory_xact_lock($1) as ok', [lock])
      if (!free?.ok) return 0
      const before = await readKnown(tx)
      // Before the mark is written: where this ends half-way, it is all done again.
      const renewed = before && !isSameDatabase(before, now) ? await renewAll({ db, journal }) : 0
      await tx.query('update installation set database_mark = $1', [JSON.stringify({ ...before, ...now })])
      if (renewed > 0) {
        log.warn(
          { restaurants: renewed },
          'the database is a restored or promoted one: every restaurant has a new epoch',
        )
      }
      return renewed
    })
  }

  function look(): Promise<number> {
    running ??= lookOnce().finally(() => {
      running = undefined
    })
    return running
  }

  async function inBackground(): Promise<void> {
    try {
      await look()
    } catch (error) {
      if (error instanceof Problem && error.code === 'unavailable') return
      log.error({ err: error }, 'could not look whether the database was put back; it is tried again')
    }
  }

  await look()
  const timer = setInterval(() => void inBackground(), everyMs)
  timer.unref()
  return {
    look,
    async close() {
      clearInterval(timer)
      await running?.catch(() => undefined)
    },
  }
}

async function readKnown(tx: Tx): Promise<DatabaseIdentity | undefined> {
  const [row] = await tx.query<{ mark: DatabaseIdentity | null }>('select database_mark as mark from installation')
  return row?.mark ?? undefined
}

/** Gives every restaurant a new epoch; gives how many there are. */
export async function renewAll({ db, journal }: Pick<PutBackOptions, 'db' | 'journal'>): Promise<number> {
  const tenants = await db.asSystem((tx) => tx.query<{ id: number }>('select restaurant_id as id from tenants'))
  for (const { id } of tenants) await journal.renewEpoch(id)
  return tenants.length
}
