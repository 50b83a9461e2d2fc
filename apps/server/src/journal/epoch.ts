import type { Tx } from '../db/database.ts'

/** Begins a new epoch of the restaurant of `tx` where the current one is `epoch` (or any, without `epoch`); returns whether it did. */
export async function renewEpoch(tx: Tx, epoch?: string): Promise<boolean> {
  const renewed = await tx.query(
    `update clocks set epoch = gen_random_uuid()
     where restaurant_id = current_setting('app.restaurant_id')::int and ($1::uuid is null or epoch = $1)
     returning 1`,
    [epoch ?? null],
  )
  return renewed.length > 0
}
