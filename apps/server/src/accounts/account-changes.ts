import { uuidv7 } from '@qtable/protocol'
import type { Database, Tx } from '../db/database.ts'

// A node that was away for longer asks about each sign-in again anyway, before the day is over.
const keepDays = 1

/** Notes within `tx` that sign-ins of a user end or change with it, for every node to find. */
export async function noteAccountChange(tx: Tx, userId: string): Promise<void> {
  // What others are clearing away just now is theirs to clear: nobody waits for it.
  await tx.query(
    `with old as (
       delete from account_changes where id in (
         select id from account_changes where at < now() - make_interval(days => $3) limit 100 for update skip locked))
     insert into account_changes (id, user_id) values ($1, $2)`,
    [uuidv7(), userId, keepDays],
  )
}

/** Changes of accounts that have been committed. */
export interface AccountChanges {
  /** Whose they are. */
  userIds: ReadonlySet<string>
  /** Where to read on from. */
  place: AccountChangesPlace
}

/** Up to where the changes have been read. */
export interface AccountChangesPlace {
  /** The instant of the reading, by the clock of the database. */
  at: string
  /** The changes of the last minute before it, which the next reading finds again. */
  known: ReadonlySet<string>
}

// A change is dated when it is written and seen when it is committed. In between lies, at most, half a minute in which
// its transaction may be idle and half a minute that its statement may take: the timeouts of every transaction.
const commitWithinSeconds = 60

/** What has been committed since the last reading, or in the last minute. */
export async function readAccountChanges(db: Database, last?: AccountChangesPlace): Promise<AccountChanges> {
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
    userIds: new Set(found.filter(({ id }) => !last?.known.has(id)).map(({ userId }) => userId)),
    place: { at: rows[0]?.now.toISOString() ?? '', known: new Set(found.map(({ id }) => id)) },
  }
}
