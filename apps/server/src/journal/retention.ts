import type { Tx } from '../db/database.ts'
import { versionBefore } from './log.ts'

const ofTenant = "restaurant_id = current_setting('app.restaurant_id')::int"
/** The first key of the advisory lock for pruning; the second is the restaurant. */
const lock = 720_614

/** Claims the pruning of the restaurant of `tx` for this transaction; false where another node has it. */
export async function takePruning(tx: Tx): Promise<boolean> {
  const [row] = await tx.query<{ ok: boolean }>(
    `select pg_try_advisory_xact_lock(${lock}, current_setting('app.restaurant_id')::int) as ok`,
  )
  return row?.ok ?? false
}

/**
 * Raises the floor of the log. It keeps the transactions committed since `keepSince` and the last `keepVersions`. Returns the
 * floor.
 */
export async function raiseLogFloor(
  tx: Tx,
  { keepSince, keepVersions }: { keepSince: string; keepVersions: number },
): Promise<number> {
  const old = await versionBefore(tx, keepSince)
  const [clock] = await tx.query<{ version: number; log_floor: number }>(
    `select version, log_floor from clocks where ${ofTenant}`,
  )
  if (!clock) return 0
  const floor = Math.min(old, clock.version - keepVersions)
  if (floor <= clock.log_floor) return clock.log_floor
  await tx.query(`update clocks set log_floor = greatest(log_floor, $1) where ${ofTenant}`, [floor])
  return floor
}

/**
 * Removes up to `limit` transactions at or below the floor, the oldest first; returns how many. A transaction younger than
 * `answersSince` leaves a receipt, so that a late repeat still does nothing.
 */
export async function removeLogged(
  tx: Tx,
  { floor, limit, answersSince }: { floor: number; limit: number; answersSince: string },
): Promise<number> {
  const [row] = await tx.query<{ removed: number }>(
    `with removed as (
       delete from log where ${ofTenant} and version = any (array(
         select version from log where ${ofTenant} and version <= $1 order by version limit $2))
       returning transaction_id, fingerprint, version, committed_at
     ), kept as (
       insert into receipts (restaurant_id, id, fingerprint, version, created_at)
       select current_setting('app.restaurant_id')::int, transaction_id, fingerprint, version, committed_at
       from removed where committed_at >= $3
       on conflict do nothing
     )
     select count(*)::int as removed from removed`,
    [floor, limit, answersSince],
  )
  return row?.removed ?? 0
}

/** Removes up to `limit` receipts older than an instant; returns how many. */
export async function removeReceipts(tx: Tx, { before, limit }: { before: string; limit: number }): Promise<number> {
  const removed = await tx.query(
    `delete from receipts where ${ofTenant} and id = any (array(
       select id from receipts where ${ofTenant} and created_at < $1 order by created_at limit $2))
     returning 1`,
    [before, limit],
  )
  return removed.length
}
