import { Problem, type Role } from '@qtable/domain'
import { type User, uuidv7 } from '@qtable/protocol'
import type { Tx } from '../db/database.ts'
import { setPassword } from './account.ts'
import { type AccountsParts, currentInstant } from './accounts-parts.ts'
import { revokeSessions } from './refresh-tokens.ts'

/** A person to add, as the member who adds them describes them. */
export interface NewMember {
  email: string
  name: string
  role: Role
  passwordHash: string
}

/**
 * Adds a member to a restaurant. The scope of `tx` must hold the restaurant, the email and, where the email has an account
 * already, its id (`knownId`). `already_exists` where the account is a member here.
 *
 * An account with memberships elsewhere keeps its name and password: this restaurant neither learns nor sets them. An
 * account without any membership takes the name and password given, which locks out its earlier holder.
 */
export async function joinRestaurant(
  tx: Tx,
  parts: Pick<AccountsParts, 'now'>,
  { restaurantId, knownId, member }: { restaurantId: number; knownId: string | undefined; member: NewMember },
): Promise<User> {
  const { email, name, role, passwordHash } = member
  const now = currentInstant(parts)
  await tx.query(
    `insert into users (id, email, name, password_hash, created_at, updated_at, password_changed_at)
     values ($1, $2, $3, $4, $5, $5, $5) on conflict (email) do nothing`,
    [uuidv7(), email, name, passwordHash, now],
  )
  // The lock keeps another restaurant from adding this account at the same time.
  const [user] = await tx.query<{ id: string; name: string }>(
    'select id, name from users where email = $1 for update',
    [email],
  )
  if (!user) throw new Error('an account is gone right after its insert')
  if (user.id === knownId) {
    const [anywhere] = await tx.query('select 1 from memberships where user_id = $1 limit 1', [user.id])
    if (!anywhere) {
      await tx.query('update users set name = $2 where id = $1', [user.id, name])
      await setPassword(tx, parts, { userId: user.id, hash: passwordHash })
      await revokeSessions(tx, parts, { userId: user.id })
      user.name = name
    }
  }
  await addMembership(tx, parts, { restaurantId, userId: user.id, role })
  return { id: user.id, email, name: user.name, role }
}

/** Adds a membership; `already_exists` where there is one already. */
export async function addMembership(
  tx: Tx,
  parts: Pick<AccountsParts, 'now'>,
  { restaurantId, userId, role }: { restaurantId: number; userId: string; role: Role },
): Promise<void> {
  const [added] = await tx.query(
    `insert into memberships (restaurant_id, user_id, role, created_at) values ($1, $2, $3, $4)
     on conflict (restaurant_id, user_id) do nothing returning 1`,
    [restaurantId, userId, role, currentInstant(parts)],
  )
  if (!added) throw new Problem('already_exists', 'A person with this email works here already.')
}
