import { Problem, type Role, wholeSecond } from '@qtable/domain'
import { type AcceptBody, type ReceivedInvitation, type Session, uuidv7 } from '@qtable/protocol'
import type { Tx } from '../db/database.ts'
import { type Account, accountByEmail, accountById, insertAccount } from './account.ts'
import { type AccountsParts, currentInstant } from './accounts-parts.ts'
import { mustHaveNoUse, proveAddress, releaseAddress } from './addresses.ts'
import type { SessionOrigin } from './device.ts'
import type { Identity } from './identity.ts'
import { hashLinkToken, linkGone } from './link-tokens.ts'
import { wrongCredentials } from './login.ts'
import { stillManages } from './members.ts'
import { mustBeGoodPassword } from './password-rules.ts'
import { sessionFacts } from './refresh-tokens.ts'
import { mustGiveCode } from './second-factor.ts'
import { type Sessions, sessionEnded } from './sessions.ts'
import type { WorkOrigin } from './work-queue.ts'

/** An acceptance: its body, who is signed in where it comes from, and the client's network address. */
export type AcceptRequest = AcceptBody &
  SessionOrigin & {
    identity?: Identity | undefined
    /** Aborted when the client is gone. */
    signal?: AbortSignal | undefined
  }

interface OpenInvitation {
  restaurantId: number
  restaurant: string
  email: string
  name: string
  role: Role
  /** Null for the operator. */
  invitedBy: string | null
  inviter: string | null
  expiresAt: Date
}

/** What an invitation says to the holder of its link. `not_found` for a link that does not work. */
export async function lookAtInvitation(
  parts: Pick<AccountsParts, 'db' | 'now'>,
  token: string,
): Promise<ReceivedInvitation> {
  const { restaurant, role, name, email, inviter, expiresAt } = await findInvitation(parts, hashLinkToken(token))
  return {
    ...{ restaurant, role, name, email },
    invited_by: inviter,
    expires_at: wholeSecond(expiresAt.toISOString()),
  }
}

/** How the person of an invitation comes in: `session` is the one in which they are signed in, where that is all they show. */
type Entry =
  | { kind: 'account'; account: Account; session?: Pick<Identity, 'sessionId'> }
  | { kind: 'new'; id: string; name: string; passwordHash: string; displaced: Account | undefined }

/**
 * Accepts an invitation, once, and signs in at its restaurant. The membership is that of
 * - the account that is signed in, where it has proven the address of the invitation;
 * - the account of the address, given its password and, where it needs one, a code. The link proves the address, which ends every other session: an
 *   unproven account may have been made by anybody;
 * - a new account, given a name and a password. An unproven account of the address loses it.
 *
 * `already_exists` for a new account where a proven one has the address; `unauthenticated` for a wrong password.
 */
export async function acceptInvitation(
  parts: AccountsParts,
  sessions: Sessions,
  request: AcceptRequest,
): Promise<Session> {
  const { db } = parts
  const hash = hashLinkToken(request.token)
  const invitation = await findInvitation(parts, hash)
  const { restaurantId, email } = invitation
  const entry = await entryFor(parts, { invitation, request })
  const userId = entry.kind === 'new' ? entry.id : entry.account.id
  const from = entry.kind === 'account' ? entry.session : undefined
  const known = entry.kind === 'new' ? entry.displaced : entry.account
  const scope = { tokenHash: hash.toString('hex'), restaurantId, email, userId: known?.id ?? userId }
  const endedUser = await db.asAccount(scope, async (tx) => {
    await mustStillInvite(tx, invitation)
    const [taken] = await tx.query<{ role: Role }>(
      'delete from invitations where token_hash = $1 and expires_at > $2 returning role',
      [hash, currentInstant(parts)],
    )
    if (!taken) throw linkGone()
    if (from && !(await sessionFacts(tx, { userId, ...from }))) throw sessionEnded()
    const ended = await takeAddress(tx, parts, { email, entry })
    // Somebody who works here already keeps their role.
    await tx.query(
      `insert into memberships (restaurant_id, user_id, role, created_at) values ($1, $2, $3, $4)
       on conflict (restaurant_id, user_id) do nothing`,
      [restaurantId, userId, taken.role, currentInstant(parts)],
    )
    return ended
  })
  if (endedUser !== undefined) {
    parts.sessionsEnded({ userId: endedUser })
    await parts.appliedEverywhere()
  }
  const account = await accountById(db, userId)
  const session = account && (await sessions.create(account, restaurantId, request, from))
  if (!session) throw wrongCredentials()
  return session
}

async function findInvitation(parts: Pick<AccountsParts, 'db' | 'now'>, hash: Buffer): Promise<OpenInvitation> {
  const { db } = parts
  const [found] = await db.asAccount({ tokenHash: hash.toString('hex') }, (tx) =>
    tx.query<Pick<OpenInvitation, 'restaurantId'>>(
      'select restaurant_id as "restaurantId" from invitations where token_hash = $1 and expires_at > $2',
      [hash, currentInstant(parts)],
    ),
  )
  if (!found) throw linkGone()
  const [invitation] = await db.asRestaurant(found.restaurantId, async (tx) => {
    const rows = await tx.query<OpenInvitation>(
      `select i.restaurant_id as "restaurantId", r.data->>'name' as restaurant, i.email, i.name, i.role,
              i.invited_by as "invitedBy", u.name as inviter, i.expires_at as "expiresAt"
         from invitations i
         join restaurants r on r.restaurant_id = i.restaurant_id
         left join users u on u.id = i.invited_by
        where i.restaurant_id = $1 and i.token_hash = $2`,
      [found.restaurantId, hash],
    )
    if (rows[0]) await mustStillInvite(tx, rows[0])
    return rows
  })
  if (!invitation) throw linkGone()
  return invitation
}

async function mustStillInvite(tx: Tx, { restaurantId, invitedBy, role }: OpenInvitation): Promise<void> {
  // Without a member who invites, the operator does.
  if (invitedBy === null || (await stillManages(tx, { restaurantId, userId: invitedBy, role }))) return
  throw linkGone()
}

async function entryFor(
  parts: AccountsParts,
  { invitation, request }: { invitation: OpenInvitation; request: AcceptRequest },
): Promise<Entry> {
  const { identity, name, password, address, signal } = request
  const origin: WorkOrigin = { kind: 'invitation', address, signal }
  const account = await accountByEmail(parts.db, invitation.email)
  if (name !== undefined && password !== undefined) {
    if (account?.isProven) throw addressProven()
    // The operator alone may take an address from an account that is in use: members make links for whom they please.
    if (account && invitation.invitedBy !== null) await mustHaveNoUse(parts, account)
    mustBeGoodPassword(password, { email: invitation.email, restaurants: [invitation.restaurant] }, 'password')
    const passwordHash = await parts.passwords.hash(password, origin)
    return { kind: 'new', id: uuidv7(), name, passwordHash, displaced: account }
  }
  if (password !== undefined) {
    const known = await mustKnowPassword(parts, { account, password, origin, ...invitation })
    await mustGiveCode(parts, known, request)
    return { kind: 'account', account: known }
  }
  if (identity === undefined) throw new Problem('unauthenticated', 'Sign in, or give a password.')
  if (account?.id !== identity.userId) {
    throw new Problem(
      'forbidden',
      `This invitation is for ${invitation.email}, and you are signed in as another person.`,
    )
  }
  // Somebody else may have made the account and left it signed in on this device.
  if (!account.isProven) throw new Problem('forbidden', 'Nobody has proven this address yet: give your password.')
  return { kind: 'account', account, session: { sessionId: identity.sessionId } }
}

async function mustKnowPassword(
  { passwords, throttle }: AccountsParts,
  given: { account: Account | undefined; password: string; email: string; origin: WorkOrigin },
): Promise<Account> {
  const { account, password, email, origin } = given
  const attempt = { email, address: origin.address }
  await throttle.check(attempt)
  const isRight = await passwords.verify(password, account?.passwordHash, {
    before: () => throttle.check(attempt),
    origin,
  })
  if (!account || !isRight) {
    await throttle.failed(attempt)
    throw wrongCredentials()
  }
  await throttle.succeeded(attempt)
  return account
}

/**
 * Makes the account of `entry` the proven holder of the address. Returns the user whose sessions have ended with it. Locks
 * the holder, so that of two acceptances one sees what the other did.
 */
async function takeAddress(
  tx: Tx,
  parts: AccountsParts,
  { email, entry }: { email: string; entry: Entry },
): Promise<string | undefined> {
  const [holder] = await tx.query<{ id: string; since: string; isProven: boolean }>(
    `select id, password_changed_at::text as since, proven_at is not null as "isProven"
       from users where email = $1 for update`,
    [email],
  )
  switch (entry.kind) {
    case 'account': {
      const { account } = entry
      if (holder?.id !== account.id || holder.since !== account.passwordSince) throw wrongCredentials()
      if (holder.isProven) return undefined
      await proveAddress(tx, parts, account.id)
      return account.id
    }
    case 'new': {
      if (holder?.isProven) throw addressProven()
      if (holder?.id !== entry.displaced?.id) {
        throw new Problem('unavailable', 'The address has just changed hands. Try again.', { retryAfterSeconds: 1 })
      }
      if (holder) await releaseAddress(tx, parts, holder.id)
      const { id, name, passwordHash } = entry
      const isNew = await insertAccount(tx, parts, { id, email, name, passwordHash, isProven: true })
      if (!isNew) throw addressProven()
      return holder?.id
    }
  }
}

function addressProven(): Problem {
  return new Problem('already_exists', 'This address has an account. Give its password.')
}
