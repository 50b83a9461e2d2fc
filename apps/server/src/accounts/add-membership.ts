import { Problem, type Role } from '@qtable/domain'
import type { Tx } from '../db/database.ts'
import { type AccountsParts, currentInstant } from './accounts-parts.ts'

/** Adds a membership; `already_exists` where there is one already. `tx` must have the restaurant in its scope. */
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
