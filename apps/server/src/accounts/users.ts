import { Problem, type Role, roleIncludes } from '@qtable/domain'
import type { CreateUserBody, UpdateUserBody, User } from '@qtable/protocol'
import type { Tx } from '../db/database.ts'
import { accountByEmail } from './account.ts'
import { recordAccountChange } from './account-changes.ts'
import { type AccountsParts, currentInstant } from './accounts-parts.ts'
import type { Identity } from './identity.ts'
import { joinRestaurant } from './join-restaurant.ts'

/** The people of one restaurant. Managers and owners see and change them; anybody else gets `forbidden`. */
export interface Users {
  list(by: Identity): Promise<User[]>
  /** Adds a person. See `joinRestaurant` for an email that has an account already. */
  create(by: Identity, user: CreateUserBody): Promise<User>
  /**
   * Changes role and name. Others may change a person's name only while this is that person's one restaurant. The last
   * owner stays one (`invalid_transition`).
   */
  update(by: Identity, userId: string, change: UpdateUserBody): Promise<User>
  /** Ends the membership and its sessions. The account stays, for other restaurants or a return. */
  remove(by: Identity, userId: string): Promise<void>
}

export function openUsers(parts: AccountsParts): Users {
  const { db, passwords, userChanged, sessionsEnded } = parts
  return {
    async list(by) {
      mustManage(by.role)
      return db.asRestaurant(by.restaurantId, (tx) =>
        tx.query<User>(
          `select u.id, u.email, u.name, m.role
             from memberships m join users u on u.id = m.user_id
            where m.restaurant_id = $1
            order by m.created_at, u.id`,
          [by.restaurantId],
        ),
      )
    },

    async create(by, { email, name, role, password }) {
      mustManage(by.role)
      mustManageRole(by.role, role)
      const { restaurantId } = by
      const known = await accountByEmail(db, email)
      // Hashed in any case, so that the time does not tell whether the email has an account.
      const passwordHash = await passwords.hash(password)
      const scope = { email, restaurantId, ...(known && { userId: known.id }) }
      return db.asAccount(scope, async (tx) => {
        const { actor } = await lockMembers(tx, by, by.userId)
        mustManageRole(actor, role)
        const member = { email, name, role, passwordHash }
        return joinRestaurant(tx, parts, { restaurantId, knownId: known?.id, member })
      })
    },

    async update(by, userId, change) {
      mustManage(by.role)
      const { restaurantId } = by
      const user = await db.asAccount({ userId, restaurantId }, (tx) => updateMember(tx, parts, { by, userId, change }))
      userChanged(userId)
      return user
    },

    async remove(by, userId) {
      mustManage(by.role)
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
        await recordAccountChange(tx, userId)
      })
      sessionsEnded({ userId, restaurantId })
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
  mustManageRole(members.actor, members.target)
  if (role !== undefined && role !== members.target) {
    mustManageRole(members.actor, role)
    mustLeaveAnOwner(members)
    await tx.query('update memberships set role = $3 where restaurant_id = $1 and user_id = $2', [
      restaurantId,
      userId,
      role,
    ])
  }
  if (name !== undefined) {
    if (userId !== by.userId) await mustWorkOnlyHere(tx, userId)
    await tx.query('update users set name = $2, updated_at = $3 where id = $1', [userId, name, currentInstant(parts)])
  }
  await recordAccountChange(tx, userId)
  const [user] = await tx.query<User>(
    `select u.id, u.email, u.name, m.role
       from memberships m join users u on u.id = m.user_id
      where m.restaurant_id = $1 and m.user_id = $2`,
    [restaurantId, userId],
  )
  if (!user) throw notHere()
  return user
}

interface Members {
  actor: Role
  target: Role
  owners: number
}

/**
 * The current roles of actor and target, and the number of owners. The rows stay locked, in one order, until the
 * transaction ends: otherwise two owners who remove each other at once would leave none.
 */
async function lockMembers(tx: Tx, by: Identity, userId: string): Promise<Members> {
  const rows = await tx.query<{ userId: string; role: Role }>(
    `select user_id as "userId", role
       from memberships
      where restaurant_id = $1 and (role = 'owner' or user_id in ($2, $3))
      order by user_id
        for update`,
    [by.restaurantId, by.userId, userId],
  )
  const actor = rows.find((row) => row.userId === by.userId)?.role
  const target = rows.find((row) => row.userId === userId)?.role
  if (!actor) throw new Problem('forbidden', 'You no longer belong to this restaurant.')
  mustManage(actor)
  if (!target) throw notHere()
  return { actor, target, owners: rows.filter((row) => row.role === 'owner').length }
}

function mustManage(role: Role): void {
  if (!roleIncludes(role, 'manager')) throw new Problem('forbidden', 'Only managers and owners manage people.')
}

// Nobody gives or takes a role above their own, so only owners manage owners.
function mustManageRole(actor: Role, role: Role): void {
  if (roleIncludes(actor, role)) return
  throw new Problem('forbidden', role === 'owner' ? 'Only owners manage owners.' : `You are ${actor}, not ${role}.`)
}

function mustLeaveAnOwner({ target, owners }: Members): void {
  if (target !== 'owner' || owners > 1) return
  throw new Problem('invalid_transition', 'The last owner cannot leave: make another person an owner first.')
}

async function mustWorkOnlyHere(tx: Tx, userId: string): Promise<void> {
  const memberships = await tx.query('select 1 from memberships where user_id = $1 limit 2', [userId])
  if (memberships.length > 1) {
    throw new Problem('forbidden', 'This account is used at other restaurants too, so only its holder can rename it.')
  }
}

function notHere(): Problem {
  return new Problem('not_found', 'No person with this id works here.')
}
