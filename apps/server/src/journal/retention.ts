import type { Tx } from '../db/database.ts'
import { versionBefore } from './log.ts'

const mine = "restaurant_id = current_setting('app.restaurant_id')::int"
/** The first key of the advisory locks under which a restaurant is pruned; the second is the restaurant. */
const lock = 720_614

/** Takes the work of pruning the restaurant of `tx` for this transaction; false where another node is at it. */
export async function takePruning(tx: Tx): Promise<boolean> {
  const [row] = await tx.query<{ ok: boolean }>(
    `select pg_try_advisory_xact_lock(${lock}, current_setting('app.restaurant_id')::int) as ok`,
  )
  return row?.ok ?? false
}

/**
 * Raises the floor of the log as far as both allow: what was committed since `keepSince` stays, and `keepVersions` stay.
 * Gives the floor.
 */
export async function raiseLogFloor(
  tx: Tx,
  { keepSince, keepVersions }: { keepSince: string; keepVersions: number },
): Promise<number> {
  const old = await versionBefore(tx, keepSince)
  const [clock] = await tx.query<{ version: number; log_floor: number }>(
    `select version, log_floor from clocks where ${mine}`,
  )
  if (!clock) return 0
  const floor = Math.min(old, clock.version - keepVersions)
  if (floor <= clock.log_floor) return clock.log_floor
  await tx.query(`update clocks set log_floor = greatest(log_floor, $1) where ${mine}`, [floor])
  return floor
}

/**
 * Removes up to `limit` transactions at or below the floor, the oldest first; gives how many. A transaction younger than
 * `answersSince` leaves a receipt, so that a late repeat of it still does nothing.
 */
export async function removeLogged(
  tx: Tx,
  { floor, limit, answersSince }: { floor: number; limit: number; answersSince: string },
): Promise<number> {
  const [row] = await tx.query<{ removed: number }>(
    `with removed as (
       delete from log where ${mine} and version = any (array(
         select version from log where ${mine} and version <= $1 order by version limit $2))
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

/** Removes up to `limit` receipts from before an instant; gives how many. */
export async function removeReceipts(tx: Tx, { before, limit }: { before: string; limit: number }): Promise<number> {
  const removed = await tx.query(
    `delete from receipts where ${mine} and id = any (array(
       select id from receipts where ${mine} and created_at < $1 order by created_at limit $2))
     returning 1`,
    [before, limit],
  )
  return removed.length
}
