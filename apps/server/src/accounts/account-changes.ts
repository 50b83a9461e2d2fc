import { uuidv7 } from '@qtable/protocol'
import type { Database, Tx } from '../db/database.ts'

// A node that was away for longer than a day has loaded every session again by then.
const keepDays = 1

/** Records within `tx` that sessions of a user end or change with it. Every node reads these records. */
export async function recordAccountChange(tx: Tx, userId: string): Promise<void> {
  await tx.query('insert into account_changes (id, user_id) values ($1, $2)', [uuidv7(), userId])
}

/** Removes at most `limit` records that are older than a day, within a transaction of a job; returns how many. */
export async function removeOldAccountChanges(tx: Tx, limit: number): Promise<number> {
  // Several nodes may prune at once: records that another one is removing are skipped.
  const removed = await tx.query(
    `delete from account_changes where id in (
       select id from account_changes where at < now() - make_interval(days => $1) limit $2 for update skip locked)
     returning 1`,
    [keepDays, limit],
  )
  return removed.length
}

/** Committed changes of accounts. */
export interface AccountChanges {
  /** The users whose sessions changed. */
  userIds: ReadonlySet<string>
  /** Where the next reading begins. */
  position: AccountChangesPosition
}

/** How far the changes have been read. */
export interface AccountChangesPosition {
  /** When the reading took place, by the clock of the database. */
  at: string
  /** The ids of the last minute's changes, which the next reading finds again. */
  seenIds: ReadonlySet<string>
}

// A record is dated when it is written and visible when it is committed. The timeouts of every transaction allow a minute
// in between: half a minute idle and half a minute for the statement.
const commitWithinSeconds = 60

/** The changes committed since the last reading; without one, those of the last minute. */
export async function readAccountChanges(db: Database, last?: AccountChangesPosition): Promise<AccountChanges> {
  const rows = await db.asSystem((tx) =>
    tx.query<{ now: Date; id: string | null; userId: string | null }>(
      `select n.now, c.id, c.user_id as "userId"
         from (select now() as now) n
         left join account_changes c on c.at >= coalesce($1, n.now) - make_interval(secs => $2)`,
      [last?.at ?? null, commitWithinSeconds],
    ),
  )
  const found = rows.flatMap(({ id, userId }) => (id && userId ? [{ id, userId }] : []))
  return {
    userIds: new Set(found.filter(({ id }) => !last?.seenIds.has(id)).map(({ userId }) => userId)),
    position: { at: rows[0]?.now.toISOString() ?? '', seenIds: new Set(found.map(({ id }) => id)) },
  }
}
