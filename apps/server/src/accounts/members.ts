import { Problem, type Role, roleIncludes, roles } from '@qtable/domain'
import type { Tx } from '../db/database.ts'
import type { Identity } from './identity.ts'

/** Two members of a restaurant, locked. */
export interface LockedMembers {
  actor: Role
  target: Role
  owners: number
}

/**
 * The current roles of actor and target, and the number of owners. The rows stay locked, in one order, until the
 * transaction ends: otherwise two owners who remove each other at once would leave none.
 */
export async function lockMembers(
  tx: Tx,
  by: Pick<Identity, 'userId' | 'restaurantId'>,
  userId: string,
): Promise<LockedMembers> {
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
  // Anybody may change themselves as far as the caller allows it.
  if (by.userId !== userId) mustManage(actor)
  if (!target) throw notHere()
  return { actor, target, owners: rows.filter((row) => row.role === 'owner').length }
}

/**
 * Locks the membership of a member against its end. Returns whether it lets them manage `role`.
 */
export async function stillManages(
  tx: Tx,
  { restaurantId, userId, role }: { restaurantId: number; userId: string; role: Role },
): Promise<boolean> {
  const [member] = await tx.query<{ role: Role }>(
    'select role from memberships where restaurant_id = $1 and user_id = $2 for share',
    [restaurantId, userId],
  )
  return member !== undefined && mayManage(member.role, role)
}

/** `forbidden` for roles that do not manage people. */
export function mustManage(role: Role): void {
  if (!roleIncludes(role, 'manager')) throw new Problem('forbidden', 'Only managers and owners manage people.')
}

/** `forbidden` for a role above that of the actor: nobody gives or takes one, so only owners manage owners. */
export function mustManageRole(actor: Role, role: Role): void {
  if (roleIncludes(actor, role)) return
  throw new Problem('forbidden', role === 'owner' ? 'Only owners manage owners.' : `You are ${actor}, not ${role}.`)
}

/** Whether somebody with role `actor` manages people of `role`. */
export function mayManage(actor: Role, role: Role): boolean {
  return roleIncludes(actor, 'manager') && roleIncludes(actor, role)
}

/** `forbidden` where the account is used at other restaurants. `tx` must have the user in its scope. */
export async function mustWorkOnlyHere(tx: Tx, userId: string, otherwise: string): Promise<void> {
  const memberships = await tx.query('select 1 from memberships where user_id = $1 limit 2', [userId])
  if (memberships.length > 1) throw new Problem('forbidden', otherwise)
}

/** Deletes the links that a member made and that their role no longer covers; all of them where it has ended. */
export async function endLinksOf(
  tx: Tx,
  { restaurantId, userId, role }: { restaurantId: number; userId: string; role: Role | undefined },
): Promise<void> {
  const maker = [restaurantId, userId]
  const kept = role === undefined ? [] : roles.filter((one) => mayManage(role, one))
  await tx.query('delete from invitations where restaurant_id = $1 and invited_by = $2 and role <> all ($3)', [
    ...maker,
    kept,
  ])
  await tx.query(
    `delete from account_links l
      where l.restaurant_id = $1 and l.made_by = $2
        and not exists (select from memberships m
                         where m.restaurant_id = $1 and m.user_id = l.user_id and m.role = any ($3))`,
    [...maker, kept],
  )
}

/** The refusal of a person who does not work here. */
export function notHere(): Problem {
  return new Problem('not_found', 'No person with this id works here.')
}
