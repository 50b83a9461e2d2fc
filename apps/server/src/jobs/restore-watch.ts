import { stat } from 'node:fs/promises'
import path from 'node:path'
import type { Logger } from 'pino'
import type { Database, Tx } from '../db/database.ts'
import { type DatabaseIdentity, isSameDatabase, readDatabaseIdentity } from '../db/database-identity.ts'
import type { Journal } from '../journal/journal.ts'
import { openPeriodicTask } from './periodic-task.ts'

/** Detects that the database was restored, copied or failed over, and then gives every restaurant a new epoch. */
export interface RestoreWatch {
  /** Checks now; returns the number of restaurants that got a new epoch. */
  check(): Promise<number>
  close(): Promise<void>
}

const pauseMs = 10_000
/** The key of the advisory lock under which epochs are renewed: an arbitrary constant, unique within the database. */
const lockKey = 7_206_140_274

interface RestoreWatchOptions {
  db: Database
  journal: Pick<Journal, 'renewEpoch'>
  /** The folder of the embedded PostgreSQL's cluster; undefined for another PostgreSQL. */
  folder: string | undefined
  log: Logger
}

/**
 * Checks before it resolves, and then every ten seconds. A restore that leaves no trace in the database's identity, such
 * as a snapshot of the whole disk, is found by the versions that are missing: see `resumePosition` and the head poll.
 */
export async function openRestoreWatch(options: RestoreWatchOptions): Promise<RestoreWatch> {
  const { db, journal, folder, log } = options

  async function currentIdentity(): Promise<DatabaseIdentity> {
    const identity = await readDatabaseIdentity(db)
    // PostgreSQL always writes this file in place, so only a copy of the folder has another inode.
    return folder === undefined
      ? identity
      : { ...identity, inode: `${(await stat(path.join(folder, 'cluster/global/pg_control'))).ino}` }
  }

  async function check(): Promise<number> {
    const current = await currentIdentity()
    const known = await db.asSystem(readKnownIdentity)
    if (known && isSameDatabase(known, current) && Object.keys(current).every((part) => part in known)) return 0
    return db.asSystem(async (tx) => {
      const [lock] = await tx.query<{ isFree: boolean }>('select pg_try_advisory_xact_lock($1) as "isFree"', [lockKey])
      if (!lock?.isFree) return 0
      const before = await readKnownIdentity(tx)
      // Epochs first, the identity last: after a crash in between, all of it is repeated.
      const renewed = before && !isSameDatabase(before, current) ? await renewAllEpochs({ db, journal }) : 0
      await tx.query('update installation set database_mark = $1', [JSON.stringify({ ...before, ...current })])
      if (renewed > 0) {
        log.warn({ restaurants: renewed }, 'the database was restored or failed over: every restaurant has a new epoch')
      }
      return renewed
    })
  }

  await check()
  const task = openPeriodicTask({
    ...{ run: check, log },
    pauseMs: () => pauseMs,
    failure: 'the check for a restored database failed; retrying',
  })
  return { check: task.run, close: task.close }
}

async function readKnownIdentity(tx: Tx): Promise<DatabaseIdentity | undefined> {
  const [row] = await tx.query<{ mark: DatabaseIdentity | null }>('select database_mark as mark from installation')
  return row?.mark ?? undefined
}

/** Gives every restaurant a new epoch; returns their number. */
export async function renewAllEpochs({ db, journal }: Pick<RestoreWatchOptions, 'db' | 'journal'>): Promise<number> {
  const tenants = await db.asSystem((tx) => tx.query<{ id: number }>('select restaurant_id as id from tenants'))
  for (const { id } of tenants) await journal.renewEpoch(id)
  return tenants.length
}
