import { Problem, quotaExceeded, type Role } from '@qtable/domain'
import type { Tx } from '../db/database.ts'
import { type AccountsParts, currentInstant } from './accounts-parts.ts'

/**
 * Adds a membership; `already_exists` where there is one already, `quota_exceeded` where the restaurant has too many people.
 * `tx` must have the restaurant in its scope.
 */
export async function addMembership(
  tx: Tx,
  parts: Pick<AccountsParts, 'now' | 'maxPeople'>,
  { restaurantId, userId, role }: { restaurantId: number; userId: string; role: Role },
): Promise<void> {
  const [added] = await tx.query(
    `insert into memberships (restaurant_id, user_id, role, created_at) values ($1, $2, $3, $4)
     on conflict (restaurant_id, user_id) do nothing returning 1`,
    [restaurantId, userId, role, currentInstant(parts)],
  )
  if (!added) throw new Problem('already_exists', 'A person with this email works here already.')
  await mustHavePlace(tx, parts, restaurantId)
}

/**
 * `quota_exceeded` where members and invitations together are too many; call it after adding one. Expired invitations count
 * too: a new link opens them again. Concurrent invitations by members wait for the rows that `lockMembers` locks. Those of
 * the operator, who may raise the limit anyway, do not.
 */
export async function mustHavePlace(
  tx: Tx,
  { maxPeople: limit }: Pick<AccountsParts, 'maxPeople'>,
  restaurantId: number,
): Promise<void> {
  const [counted] = await tx.query<{ people: number }>(
    `select ((select count(*) from memberships where restaurant_id = $1)
           + (select count(*) from invitations where restaurant_id = $1))::int as people`,
    [restaurantId],
  )
  const people = counted?.people ?? 0
  if (people <= limit) return
  throw quotaExceeded(
    { name: 'people', limit },
    people,
    `At most ${limit} people, with those who are invited; remove some first`,
  )
}
