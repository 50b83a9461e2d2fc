import { Problem } from '@qtable/domain'
import type { Tx } from '../db/database.ts'
import { type Account, membershipsOf } from './account.ts'
import { type AccountsParts, currentInstant } from './accounts-parts.ts'
import { clearFactors } from './factor-changes.ts'
import { revokeSessions } from './refresh-tokens.ts'

/**
 * Records that the holder of an account has opened a link sent to its address. Whoever made the account before that loses
 * every session, link, passkey and code of it. Where the address was proven before, the codes stay: a new password must not
 * be a way around them. `tx` must have the user in its scope. Call `sessionsEnded` after the commit.
 */
export async function proveAddress(tx: Tx, parts: Pick<AccountsParts, 'now'>, userId: string): Promise<void> {
  const [user] = await tx.query<{ wasProven: boolean }>(
    `update users u set proven_at = coalesce(u.proven_at, $2), updated_at = $2
       from (select id, proven_at from users where id = $1 for update) before
      where u.id = before.id returning before.proven_at is not null as "wasProven"`,
    [userId, currentInstant(parts)],
  )
  await endAccess(tx, parts, { userId, keepsCodes: user?.wasProven ?? false })
}

/**
 * Takes the address from an account whose holder never proved it: another person did. Nobody signs in to it any more; its
 * memberships stay as they are. `tx` must have the user and the address in its scope. Call `sessionsEnded` after the commit.
 */
export async function releaseAddress(tx: Tx, parts: Pick<AccountsParts, 'now'>, userId: string): Promise<void> {
  // A sign-in whose password is being compared meanwhile sees the later time, and fails.
  await tx.query(
    `update users
        set email = null, updated_at = $2,
            password_changed_at = greatest($2, password_changed_at + interval '1 microsecond')
      where id = $1`,
    [userId, currentInstant(parts)],
  )
  await endAccess(tx, parts, { userId, keepsCodes: false })
}

async function endAccess(
  tx: Tx,
  parts: Pick<AccountsParts, 'now'>,
  { userId, keepsCodes }: { userId: string; keepsCodes: boolean },
): Promise<void> {
  await tx.query('delete from account_links where user_id = $1', [userId])
  await clearFactors(tx, userId, { keepsCodes })
  await revokeSessions(tx, parts, { userId })
}

/**
 * `in_use` where an account works at a restaurant that is used. Without that, a stranger who invites somebody's address to
 * a restaurant made for it, and accepts alone, would lock that person out of the restaurant they run.
 */
export async function mustHaveNoUse({ db }: Pick<AccountsParts, 'db'>, { id }: Pick<Account, 'id'>): Promise<void> {
  const memberships = await db.asAccount({ userId: id }, (tx) => membershipsOf(tx, id))
  const restaurantIds = memberships.map(({ restaurantId }) => restaurantId)
  if (restaurantIds.length === 0) return
  const used = await db.asReaderOfClocks(restaurantIds, (tx) =>
    tx.query('select 1 from clocks where restaurant_id = any ($1) and version > 1 limit 1', [restaurantIds]),
  )
  if (used.length === 0) return
  throw new Problem(
    'in_use',
    'An account that is in use has this address. Give its password, or ask who runs this installation for a link.',
  )
}
