import type { Database } from '../db/database.ts'

const goneAfterSeconds = 5
const keepDays = 1

/** Records that a node has applied the list of account changes up to `until`, by the clock of the database. */
export async function recordApplied(db: Database, nodeId: string, until: string): Promise<void> {
  await db.asSystem((tx) =>
    tx.query(
      `with gone as (
         delete from session_nodes where id in (
           select id from session_nodes where seen_at < now() - make_interval(days => $3) limit 100 for update skip locked))
       insert into session_nodes (id, applied_until, seen_at) values ($1, $2, now())
       on conflict (id) do update set applied_until = $2, seen_at = now()`,
      [nodeId, until, keepDays],
    ),
  )
}

/** Whether another node is up and has not applied the changes committed by `instant`. */
export async function isAnyBehind(db: Database, nodeId: string, instant: string): Promise<boolean> {
  const behind = await db.asSystem((tx) =>
    tx.query(
      `select 1 from session_nodes
        where id <> $1 and applied_until < $2 and seen_at > now() - make_interval(secs => $3) limit 1`,
      [nodeId, instant, goneAfterSeconds],
    ),
  )
  return behind.length > 0
}

/** The clock of the database. Text, because a JavaScript date would drop the microseconds. */
export async function clockOf(db: Database): Promise<string> {
  const [row] = await db.asSystem((tx) => tx.query<{ at: string }>('select clock_timestamp()::text as at'))
  if (!row) throw new Error('a query without a table has no row')
  return row.at
}

/** Removes a node that ends. */
export async function forget(db: Database, nodeId: string): Promise<void> {
  await db.asSystem((tx) => tx.query('delete from session_nodes where id = $1', [nodeId]))
}
