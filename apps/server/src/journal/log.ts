import type { Role } from '@qtable/domain'
import type { Tx } from '../db/database.ts'
import type { LoggedTransaction } from '../db/logged-transaction.ts'
import type { Receipt } from '../db/receipt.ts'
import type { StoredChange } from '../db/stored-change.ts'
import type { ActivityFilter } from './activity-filter.ts'
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
}

const columns = `version, transaction_id, fingerprint, committed_at, actor_id, actor_name, command, command_ids, role,
  atomic, forced, changes`

function transactionOf(row: LogRow): LoggedTransaction {
  return {
    id: row.transaction_id,
    version: row.version,
    at: row.committed_at.toISOString(),
    actor: { id: row.actor_id, name: row.actor_name },
    command: row.command,
    commandIds: row.command_ids,
    role: row.role,
    atomic: row.atomic,
    forced: row.forced,
    changes: changesOfLog(row.changes),
    fingerprint: row.fingerprint,
  }
}

/**
 * Transactions after `version`, oldest first. None where `version` is below the floor of the log, even while some of those
 * rows still exist: both are read at one instant.
 */
export async function readAfter(tx: Tx, version: number, limit: number): Promise<LoggedTransaction[]> {
  const rows = await tx.query<LogRow>(
    `select ${columns} from log
     where restaurant_id = current_setting('app.restaurant_id')::int and version > $1
       and $1 >= (select log_floor from clocks where restaurant_id = current_setting('app.restaurant_id')::int)
     order by version limit $2`,
    [version, limit],
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

/** Transactions by their ids. Those that are not in the log are left out. */
export async function readTransactions(tx: Tx, ids: readonly string[]): Promise<LoggedTransaction[]> {
  const rows = await tx.query<LogRow>(
    `select ${columns} from log
     where restaurant_id = current_setting('app.restaurant_id')::int and transaction_id = any($1::uuid[])`,
    [ids],
  )
  return rows.map(transactionOf)
}

/** The last version committed before `at`; 0 where the log has none. */
export async function versionBefore(tx: Tx, at: string): Promise<number> {
  const [row] = await tx.query<{ version: number }>('select version_before($1) as version', [at])
  return row?.version ?? 0
}

/** Transactions, newest first. */
export async function readActivity(
  tx: Tx,
  { before, entityId, actorId, limit }: ActivityFilter,
): Promise<LoggedTransaction[]> {
  const rows =
    entityId === undefined
      ? await tx.query<LogRow>(
          `select ${columns} from log
           where restaurant_id = current_setting('app.restaurant_id')::int
             and ($1::bigint is null or version < $1) and ($2::uuid is null or actor_id = $2)
           order by version desc limit $3`,
          [before ?? null, actorId ?? null, limit],
        )
      : await tx.query<LogRow>(`select ${columns} from activity_of($1, $2, $3, $4)`, [
          entityId,
          before ?? null,
          actorId ?? null,
          limit,
        ])
  return rows.map(transactionOf)
}

/** The receipts of these ids. */
export async function readReceipts(tx: Tx, ids: readonly string[]): Promise<Receipt[]> {
  return await tx.query<Receipt>(
    `select id, fingerprint, transaction_id as "transactionId", version, problem from receipts
     where restaurant_id = current_setting('app.restaurant_id')::int and id = any($1::uuid[])`,
    [ids],
  )
}
