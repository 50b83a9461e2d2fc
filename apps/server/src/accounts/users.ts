import { Problem } from '@qtable/domain'
import type { UpdateUserBody, User } from '@qtable/protocol'
import type { Tx } from '../db/database.ts'
import { recordAccountChange } from './account-changes.ts'
import { type AccountsParts, currentInstant } from './accounts-parts.ts'
import type { Identity } from './identity.ts'
import {
  endLinksOf,
  type LockedMembers,
  lockMembers,
  mustManage,
  mustManageRole,
  mustWorkOnlyHere,
  notHere,
} from './members.ts'

/** The people of one restaurant. Managers and owners see and change them; anybody else gets `forbidden`. */
export interface Users {
  list(by: Identity): Promise<User[]>
  /**
   * Changes role and name. Others may change a person's name only while this is that person's one restaurant. The last
   * owner stays one (`invalid_transition`).
   */
  update(by: Identity, userId: string, change: UpdateUserBody): Promise<User>
  /**
   * Ends the membership, its sessions, and the links that the person made. The account stays, for other restaurants or a
   * return. Anybody may leave; the last owner stays (`invalid_transition`).
   */
  remove(by: Identity, userId: string): Promise<void>
}

// `email` is null where another person has proven that the address is theirs.
const memberColumns = `u.id, coalesce(u.email, '') as email, u.name, m.role`

export function openUsers(parts: AccountsParts): Users {
  const { db, userChanged, sessionsEnded, appliedEverywhere } = parts
  return {
    async list(by) {
      mustManage(by.role)
      return db.asRestaurant(by.restaurantId, (tx) =>
        tx.query<User>(
          `select ${memberColumns}
             from memberships m join users u on u.id = m.user_id
            where m.restaurant_id = $1
            order by m.created_at, u.id`,
          [by.restaurantId],
        ),
      )
    },

    async update(by, userId, change) {
      mustManage(by.role)
      const { restaurantId } = by
      const user = await db.asAccount({ userId, restaurantId }, (tx) => updateMember(tx, parts, { by, userId, change }))
      await userChanged(userId)
      await appliedEverywhere()
      return user
    },

    async remove(by, userId) {
      if (userId !== by.userId) mustManage(by.role)
      const { restaurantId } = by
      await db.asRestaurant(restaurantId, async (tx) => {
        const members = await lockMembers(tx, by, userId)
        mustManageRole(members.actor, members.target)
        mustLeaveAnOwner(members)
        await tx.query('delete from memberships where restaurant_id = $1 and user_id = $2', [restaurantId, userId])
        await tx.query(
          `update refresh_tokens set revoked_at = $3
            where restaurant_id = $1 and user_id = $2 and revoked_at is null`,
          [restaurantId, userId, currentInstant(parts)],
        )
        await endLinksOf(tx, { restaurantId, userId, role: undefined })
        await recordAccountChange(tx, userId)
      })
      sessionsEnded({ userId, restaurantId })
      await appliedEverywhere()
    },
  }
}

async function updateMember(
  tx: Tx,
  parts: Pick<AccountsParts, 'now'>,
  { by, userId, change: { name, role } }: { by: Identity; userId: string; change: UpdateUserBody },
): Promise<User> {
  const { restaurantId } = by
  const members = await lockMembers(tx, by, userId)
  mustManage(members.actor)
  mustManageRole(members.actor, members.target)
  if (role !== undefined && role !== members.target) {
    mustManageRole(members.actor, role)
    mustLeaveAnOwner(members)
    await tx.query('update memberships set role = $3 where restaurant_id = $1 and user_id = $2', [
      restaurantId,
      userId,
      role,
    ])
    await endLinksOf(tx, { restaurantId, userId, role })
  }
  if (name !== undefined) {
    if (userId !== by.userId) {
      await mustWorkOnlyHere(
        tx,
        userId,
        'This account is used at other restaurants too, so only its holder can rename it.',
      )
    }
    await tx.query('update users set name = $2, updated_at = $3 where id = $1', [userId, name, currentInstant(parts)])
  }
  await recordAccountChange(tx, userId)
  const [user] = await tx.query<User>(
    `select ${memberColumns}
       from memberships m join users u on u.id = m.user_id
      where m.restaurant_id = $1 and m.user_id = $2`,
    [restaurantId, userId],
  )
  if (!user) throw notHere()
  return user
}

function mustLeaveAnOwner({ target, owners }: LockedMembers): void {
  if (target !== 'owner' || owners > 1) return
  throw new Problem('invalid_transition', 'The last owner cannot leave: make another person an owner first.')
}
