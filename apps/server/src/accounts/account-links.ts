import { Problem, type Role, wholeSecond } from '@qtable/domain'
import { type HandedLink, type ReceivedLink, uuidv7 } from '@qtable/protocol'
import type { Tx } from '../db/database.ts'
import { type Account, accountByEmail, accountById, restaurantNamesOf, setPassword } from './account.ts'
import { type AccountsParts, currentInstant } from './accounts-parts.ts'
import { proveAddress } from './addresses.ts'
import type { Identity } from './identity.ts'
import { hashLinkToken, linkGone, newLinkToken } from './link-tokens.ts'
import { wrongCredentials } from './login.ts'
import { lockMembers, mayManage, mustManage, mustManageRole, mustWorkOnlyHere } from './members.ts'
import { mustBeGoodPassword } from './password-rules.ts'

type LinkKind = ReceivedLink['kind']

/** Links that belong to an account: `reset` sets its password, `proof` proves its address with its password. */
export interface AccountLinks {
  /** A link by the operator. `not_found` where no account has the address. */
  createByOperator(kind: LinkKind, email: string): Promise<HandedLink>
  /**
   * A reset link by a manager or owner, for a colleague up to their own role who works nowhere else; otherwise `forbidden`:
   * it would open another restaurant too.
   */
  createReset(by: Identity, userId: string): Promise<HandedLink>
  /** What a link says to its holder. `not_found` for a link that does not work. */
  look(token: string): Promise<ReceivedLink>
  /** Sets a new password, once, proves the address and ends every session. */
  reset(given: LinkUse): Promise<void>
  /** Proves the address, once, and ends every session. `unauthenticated` where the password is wrong. */
  prove(given: LinkUse): Promise<void>
}

interface LinkUse {
  token: string
  password: string
  /** The client's network address. */
  address?: string | undefined
  /** Aborted when the client is gone. */
  signal?: AbortSignal | undefined
}

interface OpenLink {
  kind: LinkKind
  userId: string
  /** Where its maker manages the account; null for the operator. */
  restaurantId: number | null
  madeBy: string | null
  expiresAt: Date
}

export function openAccountLinks(parts: AccountsParts): AccountLinks {
  const { db, passwords } = parts

  return {
    async createByOperator(kind, email) {
      const account = await accountByEmail(db, email)
      if (!account) throw new Problem('not_found', 'No account has this email.')
      const { id: userId } = account
      return db.asAccount({ userId }, (tx) => addLink(tx, parts, { kind, userId }))
    },

    async createReset(by, userId) {
      mustManage(by.role)
      if (userId === by.userId) throw new Problem('forbidden', 'Change your own password with the current one.')
      const { restaurantId } = by
      return db.asAccount({ restaurantId, userId }, async (tx) => {
        const { actor, target } = await lockMembers(tx, by, userId)
        mustManageRole(actor, target)
        await mustWorkOnlyHere(
          tx,
          userId,
          'This account is used at other restaurants too, so only the operator of the installation can reset its password.',
        )
        return addLink(tx, parts, { kind: 'reset', userId, restaurantId, madeBy: by.userId })
      })
    },

    async look(token) {
      const link = await findLink(parts, hashLinkToken(token))
      const account = await accountById(db, link.userId)
      if (!account || account.email === '') throw linkGone()
      return { kind: link.kind, email: account.email, expires_at: wholeSecond(link.expiresAt.toISOString()) }
    },

    async reset({ token, password, address, signal }) {
      const hash = hashLinkToken(token)
      const link = await findLink(parts, hash)
      if (link.kind !== 'reset') throw linkGone()
      const { userId } = link
      const account = await accountById(db, userId)
      if (!account) throw linkGone()
      mustBeGoodPassword(
        password,
        { email: account.email, restaurants: await restaurantNamesOf(db, userId) },
        'password',
      )
      const passwordHash = await passwords.hash(password, { kind: 'reset', address, signal })
      await useLink(parts, { hash, link }, async (tx) => {
        await setPassword(tx, parts, { userId, hash: passwordHash })
        await proveAddress(tx, parts, userId)
      })
    },

    async prove({ token, password, address, signal }) {
      const hash = hashLinkToken(token)
      const link = await findLink(parts, hash)
      if (link.kind !== 'proof') throw linkGone()
      const account = await accountById(db, link.userId)
      if (!account) throw linkGone()
      await mustKnowPassword(parts, account, { password, address, signal })
      await useLink(parts, { hash, link }, async (tx) => {
        const [user] = await tx.query<{ since: string }>(
          'select password_changed_at::text as since from users where id = $1 for update',
          [account.id],
        )
        if (user?.since !== account.passwordSince) throw wrongCredentials()
        await proveAddress(tx, parts, account.id)
      })
    },
  }
}

async function findLink(parts: Pick<AccountsParts, 'db' | 'now'>, hash: Buffer): Promise<OpenLink> {
  const [link] = await parts.db.asAccount({ tokenHash: hash.toString('hex') }, (tx) =>
    tx.query<OpenLink>(
      `select kind, user_id as "userId", restaurant_id as "restaurantId", made_by as "madeBy", expires_at as "expiresAt"
         from account_links where token_hash = $1 and expires_at > $2 and user_id is not null`,
      [hash, currentInstant(parts)],
    ),
  )
  if (!link) throw linkGone()
  return link
}

// The password too: otherwise the account of somebody who typed the address first would become the proven one.
async function mustKnowPassword(
  { passwords, throttle }: AccountsParts,
  { email, passwordHash }: Account,
  { password, address, signal }: Omit<LinkUse, 'token'>,
): Promise<void> {
  const attempt = { email, address }
  await throttle.check(attempt)
  const isRight = await passwords.verify(password, passwordHash, {
    before: () => throttle.check(attempt),
    origin: { kind: 'reset', address, signal },
  })
  if (!isRight) {
    await throttle.failed(attempt)
    throw wrongCredentials()
  }
  await throttle.succeeded(attempt)
}

/** Uses a link up, and runs `work` in the same transaction. */
async function useLink(
  parts: AccountsParts,
  { hash, link }: { hash: Buffer; link: OpenLink },
  work: (tx: Tx) => Promise<void>,
): Promise<void> {
  const { userId, restaurantId } = link
  const scope = { userId, tokenHash: hash.toString('hex'), ...(restaurantId !== null && { restaurantId }) }
  await parts.db.asAccount(scope, async (tx) => {
    await lockAccount(tx, link)
    const taken = await tx.query('delete from account_links where token_hash = $1 and expires_at > $2 returning 1', [
      hash,
      currentInstant(parts),
    ])
    if (taken.length === 0) throw linkGone()
    await work(tx)
  })
  parts.sessionsEnded({ userId })
  await parts.appliedEverywhere()
}

async function addLink(
  tx: Tx,
  parts: Pick<AccountsParts, 'now'>,
  made: { kind: LinkKind; userId: string; restaurantId?: number; madeBy?: string },
): Promise<HandedLink> {
  const { kind, userId, restaurantId = null, madeBy = null } = made
  const { token, hash, expiresAt } = newLinkToken(parts.now())
  await tx.query('delete from account_links where user_id = $1 and kind = $2', [userId, kind])
  await tx.query(
    `insert into account_links (id, kind, user_id, restaurant_id, made_by, token_hash, created_at, expires_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8)`,
    [uuidv7(), kind, userId, restaurantId, madeBy, hash, currentInstant(parts), expiresAt],
  )
  return { link: `/${kind === 'proof' ? 'prove' : 'reset'}#${token}`, expires_at: expiresAt }
}

/**
 * Locks the account, after the memberships as everywhere. A link made by a manager ends with what it stood on: their role,
 * and that the account works nowhere else.
 */
async function lockAccount(tx: Tx, { userId, restaurantId, madeBy }: OpenLink): Promise<void> {
  const here =
    restaurantId === null || madeBy === null
      ? undefined
      : await tx.query<{ userId: string; role: Role }>(
          `select user_id as "userId", role from memberships
            where restaurant_id = $1 and user_id in ($2, $3) order by user_id for share`,
          [restaurantId, madeBy, userId],
        )
  await tx.query('select from users where id = $1 for update', [userId])
  if (!here) return
  const [maker, target] = [madeBy, userId].map((id) => here.find((member) => member.userId === id)?.role)
  const memberships = await tx.query('select from memberships where user_id = $1 limit 2', [userId])
  if (!maker || !target || !mayManage(maker, target) || memberships.length > 1) throw linkGone()
}

/** Removes links of the restaurant's managers that have expired. Returns how many; at most `limit`. */
export async function removeExpiredLinks(
  tx: Tx,
  { before, limit }: { before: string; limit: number },
): Promise<number> {
  const removed = await tx.query(
    `delete from account_links where id = any (array(
       select id from account_links
       where restaurant_id = current_setting('app.restaurant_id')::int and expires_at <= $1 limit $2))
     returning 1`,
    [before, limit],
  )
  return removed.length
}

/** Removes links of the operator, which belong to no restaurant, that have expired. Returns how many; at most `limit`. */
export async function removeOperatorsLinks(tx: Tx, limit: number): Promise<number> {
  const removed = await tx.query(
    `delete from account_links where id = any (array(
       select id from account_links where restaurant_id is null and expires_at <= now() limit $1))
     returning 1`,
    [limit],
  )
  return removed.length
}
