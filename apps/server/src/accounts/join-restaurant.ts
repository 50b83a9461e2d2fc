import { Problem, type Role } from '@qtable/domain'
import { type User, uuidv7 } from '@qtable/protocol'
import type { Tx } from '../db/database.ts'
import { setPassword } from './account.ts'
import { type AccountsWorld, instant } from './accounts-world.ts'
import { revokeSessions } from './refresh-tokens.ts'

/** Somebody to let in, as the person who lets them in describes them. */
export interface Newcomer {
  email: string
  name: string
  role: Role
  passwordHash: string
}

/**
 * Makes the newcomer a member, within a transaction whose scope is the restaurant, the email, and the id of the account
 * that has the email (`knownId`) where there is one.
 *
 * An account that belongs to other restaurants joins as it is: this restaurant neither learns nor sets its password,
 * and its name stays the person's own. One that belongs nowhere any more is as good as new and takes the name and
 * password given, so that whoever held it before is out. `already_exists` where they are a member here.
 */
export async function joinRestaurant(
  tx: Tx,
  world: Pick<AccountsWorld, 'now'>,
  { restaurantId, knownId, newcomer }: { restaurantId: number; knownId: string | undefined; newcomer: Newcomer },
): Promise<User> {
  const { email, name, role, passwordHash } = newcomer
  const now = instant(world)
  await tx.query(
    `insert into users (id, email, name, password_hash, created_at, updated_at, password_changed_at)
     values ($1, $2, $3, $4, $5, $5, $5) on conflict (email) do nothing`,
    [uuidv7(), email, name, passwordHash, now],
  )
  // The lock holds off whoever would join this account to another restaurant just now.
  const [user] = await tx.query<{ id: string; name: string }>(
    'select id, name from users where email = $1 for update',
    [email],
  )
  if (!user) throw new Error('an account that was just found or made is gone')
  if (user.id === knownId) {
    const [anywhere] = await tx.query('select 1 from memberships where user_id = $1 limit 1', [user.id])
    if (!anywhere) {
      await tx.query('update users set name = $2 where id = $1', [user.id, name])
      await setPassword(tx, world, { userId: user.id, hash: passwordHash })
      await revokeSessions(tx, world, { userId: user.id })
      user.name = name
    }
  }
  await addMembership(tx, world, { restaurantId, userId: user.id, role })
  return { id: user.id, email, name: user.name, role }
}

/** Joins an account to a restaurant; `already_exists` where it belongs there. */
export async function addMembership(
  tx: Tx,
  world: Pick<AccountsWorld, 'now'>,
  { restaurantId, userId, role }: { restaurantId: number; userId: string; role: Role },
): Promise<void> {
  const [added] = await tx.query(
    `insert into memberships (restaurant_id, user_id, role, created_at) values ($1, $2, $3, $4)
     on conflict (restaurant_id, user_id) do nothing returning 1`,
    [restaurantId, userId, role, instant(world)],
  )
  if (!added) throw new Problem('already_exists', 'This email belongs to somebody who works here already.')
}
