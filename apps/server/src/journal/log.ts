import { type Role, type Warning, wholeSecond } from '@qtable/domain'
import type { Tx } from '../db/database.ts'
import type { LoggedTransaction } from '../db/logged-transaction.ts'
import type { Receipt } from '../db/receipt.ts'
import type { StoredChange } from '../db/stored-change.ts'
import type { ActivityFilter, ActivitySlice } from './activity-filter.ts'
import { changesOfLog } from './read-entity.ts'

interface LogRow {
  version: number
  transaction_id: string
  fingerprint: string
  committed_at: Date
  actor_id: string
  actor_name: string
  command: string
  command_ids: string[]
  role: Role
  atomic: boolean
  forced: boolean
  changes: StoredChange[]
  /** Null in rows of older versions. */
  done_at: Date | null
  warnings: Warning[] | null
}

const columns = `version, transaction_id, fingerprint, committed_at, actor_id, actor_name, command, command_ids, role,
  atomic, forced, changes, done_at, warnings`

function transactionOf(row: LogRow): LoggedTransaction {
  return {
    id: row.transaction_id,
    version: row.version,
    at: wholeSecond(row.committed_at.getTime()),
    doneAt: wholeSecond((row.done_at ?? row.committed_at).getTime()),
    actor: { id: row.actor_id, name: row.actor_name },
    command: row.command,
    commandIds: row.command_ids,
    role: row.role,
    atomic: row.atomic,
    forced: row.forced,
    changes: changesOfLog(row.changes),
    fingerprint: row.fingerprint,
    ...(row.warnings ? { warnings: row.warnings } : {}),
  }
}

// The changes are decoded when they are first read: those of one version may have a megabyte, and who reads many versions
// lets others have the event loop in between.
function decodedLater({ changes: text, ...row }: Omit<LogRow, 'changes'> & { changes: string }): LoggedTransaction {
  let changes: LoggedTransaction['changes'] | undefined
  return Object.defineProperty(transactionOf({ ...row, changes: [] }), 'changes', {
    enumerable: true,
    get: () => (changes ??= changesOfLog(JSON.parse(text) as StoredChange[])),
  })
}

/** How large a page of the log may be. */
export interface PageLimit {
  /** In versions. */
  limit: number
  /** In bytes of changes as they are stored; the version that exceeds it is the last of the page. */
  maxBytes: number
}

/**
 * Transactions after `version`, oldest first. None where `version` is below the floor of the log, even while some of those
 * rows still exist: both are read at one instant.
 */
export async function readAfter(tx: Tx, version: number, { limit, maxBytes }: PageLimit): Promise<LoggedTransaction[]> {
  const rows = await tx.query<LogRow>(
    `select ${columns} from log
     where restaurant_id = current_setting('app.restaurant_id')::int and version > $1
       and version <= qtable.log_page_end($1, $2, $3)
       and $1 >= (select log_floor from clocks where restaurant_id = current_setting('app.restaurant_id')::int)
     order by version`,
    [version, limit, maxBytes],
  )
  return rows.map(transactionOf)
}

const lastStatement = {
  name: 'last',
  text: `select ${columns} from log
    where restaurant_id = current_setting('app.restaurant_id')::int
    order by version desc limit 1`,
}

/** The latest transaction as a list; empty where the log is empty. */
export async function readLast(tx: Tx): Promise<LoggedTransaction[]> {
  const rows = await tx.query<LogRow>(lastStatement)
  return rows.map(transactionOf)
}

/** Which transaction made `version`; undefined where the log does not reach back to it. */
export async function readTransactionIdAt(tx: Tx, version: number): Promise<string | undefined> {
  const [row] = await tx.query<{ id: string }>(
    `select transaction_id as id from log
     where restaurant_id = current_setting('app.restaurant_id')::int and version = $1`,
    [version],
  )
  return row?.id
}

/** Transactions that were asked for by their ids. */
export interface RecalledLog {
  transactions: LoggedTransaction[]
  /** Those that were not read, and how many bytes all up to them have. */
  tooLarge: { id: string; bytes: number }[]
}

/** Transactions by their ids, without those that are not in the log. Past `maxBytes` in all, only their ids are read. */
export async function readTransactions(tx: Tx, ids: readonly string[], maxBytes: number): Promise<RecalledLog> {
  const rows = await tx.query<Omit<LogRow, 'changes'> & { changes: StoredChange[] | null; bytes: number }>(
    `select ${columns.replace('changes', 'case when bytes <= $2 then changes end as changes')}, bytes from (
       select l.*, sum(qtable.log_bytes(l.restaurant_id, l.version, pg_column_size(l.changes))) over (order by l.version) as bytes
       from log l
       where l.restaurant_id = current_setting('app.restaurant_id')::int and l.transaction_id = any($1::uuid[])
     ) found`,
    [ids, maxBytes],
  )
  return {
    transactions: rows.flatMap(({ changes, ...row }) => (changes ? [transactionOf({ ...row, changes })] : [])),
    tooLarge: rows.flatMap(({ changes, transaction_id: id, bytes }) => (changes ? [] : [{ id, bytes }])),
  }
}

/** Those of the entities that a transaction later than `version` has changed. */
export async function readChangedSince(tx: Tx, entityIds: readonly string[], version: number): Promise<string[]> {
  const rows = await tx.query<{ id: string }>(
    'select e.id from unnest($1::text[]) e (id) where qtable.last_version_of(e.id) > $2',
    [entityIds, version],
  )
  return rows.map(({ id }) => id)
}

/** The last version committed before `at`; 0 where the log has none. */
export async function versionBefore(tx: Tx, at: string): Promise<number> {
  const [row] = await tx.query<{ version: number }>('select version_before($1) as version', [at])
  return row?.version ?? 0
}

/** A page of transactions, newest first. */
export async function readActivity(
  tx: Tx,
  { before, entityId, actorId, limit }: ActivityFilter,
  maxBytes: number,
): Promise<ActivitySlice> {
  const page = await tx.query<{ version: number; is_match: boolean }>(
    'select version, is_match from qtable.activity_page($1, $2, $3, $4, $5)',
    // One more than asked for tells whether another page follows.
    [entityId ?? null, before ?? null, actorId ?? null, limit + 1, maxBytes],
  )
  const matches = page.filter(({ is_match }) => is_match).map(({ version }) => version)
  const versions = matches.slice(0, limit)
  const rows = await tx.query<Omit<LogRow, 'changes'> & { changes: string }>(
    `select ${columns.replace('changes', 'changes::text')} from log
     where restaurant_id = current_setting('app.restaurant_id')::int and version = any($1::bigint[])
     order by version desc`,
    [versions],
  )
  const cutAt = page.find(({ is_match }) => !is_match)?.version
  return { transactions: rows.map(decodedLater), next: matches.length > limit ? versions.at(-1) : cutAt }
}

/** The receipts of these ids. */
export async function readReceipts(tx: Tx, ids: readonly string[]): Promise<Receipt[]> {
  return await tx.query<Receipt>(
    `select id, fingerprint, transaction_id as "transactionId", version, problem from receipts
     where restaurant_id = current_setting('app.restaurant_id')::int and id = any($1::uuid[])`,
    [ids],
  )
}
