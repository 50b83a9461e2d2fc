import { Problem, type Role, wholeSecond } from '@qtable/domain'
import { type CreateUserBody, type Invitation, type InvitationWithLink, uuidv7 } from '@qtable/protocol'
import type { Tx } from '../db/database.ts'
import { type AccountsParts, currentInstant } from './accounts-parts.ts'
import { mustHavePlace } from './add-membership.ts'
import type { Identity } from './identity.ts'
import { type LinkSecret, newLinkToken } from './link-tokens.ts'
import { lockMembers, mustManage, mustManageRole } from './members.ts'

/**
 * The people who were invited to a restaurant. Managers and owners invite up to their own role; anybody else gets
 * `forbidden`. An invitation looks at no account, so neither its answer nor its time says whether the address has one.
 */
export interface Invitations {
  /**
   * Invites; a second invitation of an address replaces the first. `already_exists` where a member has the address,
   * `quota_exceeded` where members and invitations are too many.
   */
  create(by: Identity, person: CreateUserBody): Promise<InvitationWithLink>
  list(by: Identity): Promise<Invitation[]>
  /** A new link for an invitation; the old one stops working. `not_found` where it was accepted or withdrawn. */
  renew(by: Identity, id: string): Promise<InvitationWithLink>
  withdraw(by: Identity, id: string): Promise<void>
}

/** A person to invite, and the member who invites them; undefined for the operator. */
export interface Invited extends Pick<CreateUserBody, 'email' | 'name' | 'role'> {
  restaurantId: number
  invitedBy: string | undefined
}

interface InvitationRow {
  id: string
  email: string
  name: string
  role: Role
  expiresAt: Date
}

const columns = 'id, email, name, role, expires_at as "expiresAt"'

export function openInvitations(parts: Pick<AccountsParts, 'db' | 'now' | 'maxPeople'>): Invitations {
  const { db } = parts
  return {
    async create(by, { email, name, role }) {
      mustManage(by.role)
      mustManageRole(by.role, role)
      const { restaurantId, userId: invitedBy } = by
      return db.asRestaurant(restaurantId, async (tx) => {
        const actor = await lockActor(tx, by)
        mustManageRole(actor, role)
        const earlier = await invitationOf(tx, { restaurantId, email })
        if (earlier) mustManageRole(actor, earlier.role)
        return addInvitation(tx, parts, { restaurantId, invitedBy, email, name, role })
      })
    },

    async list(by) {
      mustManage(by.role)
      const rows = await db.asRestaurant(by.restaurantId, (tx) =>
        tx.query<InvitationRow>(
          `select ${columns} from invitations where restaurant_id = $1 order by created_at, id limit 500`,
          [by.restaurantId],
        ),
      )
      return rows.map(invitationBody)
    },

    async renew(by, id) {
      mustManage(by.role)
      const { restaurantId } = by
      return db.asRestaurant(restaurantId, async (tx) => {
        const actor = await lockActor(tx, by)
        const link = newLinkToken(parts.now())
        const [row] = await tx.query<InvitationRow>(
          `update invitations set token_hash = $3, expires_at = $4, invited_by = $5
            where restaurant_id = $1 and id = $2 returning ${columns}`,
          [restaurantId, id, link.hash, link.expiresAt, by.userId],
        )
        if (!row) throw noInvitation()
        mustManageRole(actor, row.role)
        return withLink(row, link)
      })
    },

    async withdraw(by, id) {
      mustManage(by.role)
      const { restaurantId } = by
      await db.asRestaurant(restaurantId, async (tx) => {
        const actor = await lockActor(tx, by)
        const [row] = await tx.query<InvitationRow>(
          `delete from invitations where restaurant_id = $1 and id = $2 returning ${columns}`,
          [restaurantId, id],
        )
        if (!row) throw noInvitation()
        mustManageRole(actor, row.role)
      })
    },
  }
}

/** Adds an invitation, or replaces the one of the address. `tx` must have the restaurant in its scope. */
export async function addInvitation(
  tx: Tx,
  parts: Pick<AccountsParts, 'now' | 'maxPeople'>,
  { restaurantId, invitedBy, email, name, role }: Invited,
): Promise<InvitationWithLink> {
  // Colleagues alone are looked at: the policy shows no account that does not work here.
  const [colleague] = await tx.query(
    'select 1 from memberships m join users u on u.id = m.user_id where m.restaurant_id = $1 and u.email = $2',
    [restaurantId, email],
  )
  if (colleague) throw new Problem('already_exists', 'A person with this email works here already.')
  const link = newLinkToken(parts.now())
  // In PostgreSQL, `xmax` is 0 for a row that was inserted and not updated.
  const [row] = await tx.query<InvitationRow & { isNew: boolean }>(
    `insert into invitations (restaurant_id, id, email, name, role, invited_by, token_hash, created_at, expires_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
     on conflict (restaurant_id, email) do update
       set name = $4, role = $5, invited_by = $6, token_hash = $7, expires_at = $9
     returning ${columns}, xmax = 0 as "isNew"`,
    [restaurantId, uuidv7(), email, name, role, invitedBy ?? null, link.hash, currentInstant(parts), link.expiresAt],
  )
  if (!row) throw new Error('an invitation is gone right after its insert')
  if (row.isNew) await mustHavePlace(tx, parts, restaurantId)
  return withLink(row, link)
}

/** Deletes up to `limit` invitations of the restaurant of `tx` that expired `before`, and returns how many. */
export async function removeExpiredInvitations(
  tx: Tx,
  { before, limit }: { before: string; limit: number },
): Promise<number> {
  const removed = await tx.query(
    `delete from invitations where (restaurant_id, id) in (
       select restaurant_id, id from invitations
       where restaurant_id = current_setting('app.restaurant_id')::int and expires_at <= $1 limit $2)
     returning 1`,
    [before, limit],
  )
  return removed.length
}

async function lockActor(tx: Tx, by: Identity): Promise<Role> {
  const { actor } = await lockMembers(tx, by, by.userId)
  mustManage(actor)
  return actor
}

async function invitationOf(
  tx: Tx,
  { restaurantId, email }: { restaurantId: number; email: string },
): Promise<InvitationRow | undefined> {
  const [row] = await tx.query<InvitationRow>(
    `select ${columns} from invitations where restaurant_id = $1 and email = $2 for update`,
    [restaurantId, email],
  )
  return row
}

function invitationBody({ id, email, name, role, expiresAt }: InvitationRow): Invitation {
  return { id, email, name, role, status: 'invited', expires_at: wholeSecond(expiresAt.toISOString()) }
}

function withLink(row: InvitationRow, { token }: LinkSecret): InvitationWithLink {
  return { ...invitationBody(row), link: `/accept#${token}` }
}

function noInvitation(): Problem {
  return new Problem('not_found', 'There is no such invitation: it was accepted or withdrawn.')
}
