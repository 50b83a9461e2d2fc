import type { Database, Tx } from '../db/database.ts'
import { recordAccountChange } from './account-changes.ts'

/** The tables that may have rows of a restaurant without use, in the order of their references. */
const tablesOfUnused = [
  'refresh_tokens',
  'account_links',
  'invitations',
  'memberships',
  'receipts',
  'log',
  'restaurants',
  'clocks',
  'tenants',
]

/**
 * Removes a restaurant that nobody has used and whose owner never proved an address, whole, and the accounts that worked
 * nowhere else. Returns its members; undefined where it is in use, or awaits somebody whom the operator invited.
 */
export async function removeUnusedRestaurant(db: Database, restaurantId: number): Promise<string[] | undefined> {
  const members = await db.asRestaurant(restaurantId, async (tx) => {
    if (!(await isUnused(tx, restaurantId))) return undefined
    const users = await tx.query<{ id: string; isProven: boolean }>(
      `select u.id, u.proven_at is not null as "isProven"
         from memberships m join users u on u.id = m.user_id where m.restaurant_id = $1 for update of m`,
      [restaurantId],
    )
    const invited = await tx.query('select 1 from invitations where restaurant_id = $1 and invited_by is null', [
      restaurantId,
    ])
    if (users.some(({ isProven }) => isProven) || invited.length > 0) return undefined
    for (const table of tablesOfUnused) await tx.query(`delete from ${table} where restaurant_id = $1`, [restaurantId])
    for (const { id } of users) await recordAccountChange(tx, id)
    return users.map(({ id }) => id)
  })
  for (const userId of members ?? []) await removeUnusedAccount(db, userId)
  return members
}

// The lock of the clock keeps every change away until the end: version 1 is the transaction that made the restaurant.
async function isUnused(tx: Tx, restaurantId: number): Promise<boolean> {
  const [clock] = await tx.query<{ version: number }>(
    'select version from clocks where restaurant_id = $1 for update',
    [restaurantId],
  )
  return clock !== undefined && clock.version <= 1
}

async function removeUnusedAccount(db: Database, userId: string): Promise<void> {
  await db.asAccount({ userId }, (tx) =>
    tx.query(
      `delete from users u where u.id = $1 and u.proven_at is null
         and not exists (select from memberships m where m.user_id = u.id)`,
      [userId],
    ),
  )
}
