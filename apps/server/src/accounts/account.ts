import type { Role } from '@qtable/domain'
import { type Me, type Membership, type SessionRestaurant, uuidv7 } from '@qtable/protocol'
import type { Database, Tx } from '../db/database.ts'
import { type AccountsParts, currentInstant } from './accounts-parts.ts'
import type { SessionKey, SessionUser } from './identity.ts'

/** A person's account: one email, one password, any number of memberships. */
export interface Account {
  id: string
  /** Empty where another person has proven that the address is theirs. */
  email: string
  name: string
  passwordHash: string
  /** Identifies the current password. Text, because a JavaScript date would drop the microseconds. */
  passwordSince: string
  /** Its holder has opened a link sent to its address. */
  isProven: boolean
}

const accountColumns = `id, coalesce(email, '') as email, name, password_hash as "passwordHash",
  password_changed_at::text as "passwordSince", proven_at is not null as "isProven"`

/** The account of an email, also where it has no membership. */
export async function accountByEmail(db: Database, email: string): Promise<Account | undefined> {
  const [account] = await db.asAccount({ email }, (tx) =>
    tx.query<Account>(`select ${accountColumns} from users where email = $1`, [email]),
  )
  return account
}

/** The account of a user id. */
export async function accountById(db: Database, userId: string): Promise<Account | undefined> {
  const [account] = await db.asAccount({ userId }, (tx) =>
    tx.query<Account>(`select ${accountColumns} from users where id = $1`, [userId]),
  )
  return account
}

/** A new account. `isProven`: its holder has opened a link sent to the address. */
export type NewAccount = Pick<Account, 'id' | 'email' | 'name' | 'passwordHash' | 'isProven'>

/** Adds an account. Returns false where the address has one already. `tx` must have the address in its scope. */
export async function insertAccount(
  tx: Tx,
  parts: Pick<AccountsParts, 'now'>,
  { id, email, name, passwordHash, isProven }: NewAccount,
): Promise<boolean> {
  const now = currentInstant(parts)
  const added = await tx.query(
    `insert into users (id, email, name, password_hash, created_at, updated_at, password_changed_at, proven_at)
     values ($1, $2, $3, $4, $5, $5, $5, $6) on conflict (email) do nothing returning 1`,
    [id, email, name, passwordHash, now, isProven ? now : null],
  )
  return added.length > 0
}

/** Adds an account, or returns the one that was added at the same time; `isNew` says which. */
export async function addAccount(
  parts: Pick<AccountsParts, 'db' | 'now'>,
  account: Omit<NewAccount, 'id'>,
): Promise<Account & { isNew: boolean }> {
  const { email } = account
  return parts.db.asAccount({ email }, async (tx) => {
    const isNew = await insertAccount(tx, parts, { id: uuidv7(), ...account })
    const [found] = await tx.query<Account>(`select ${accountColumns} from users where email = $1`, [email])
    if (!found) throw new Error('an account is gone right after its insert')
    return { ...found, isNew }
  })
}

/**
 * Replaces a password; with `since`, only where the current one is that of `Account.passwordSince`. Returns whether it did.
 * `password_changed_at` grows even if the clock is set back, because a sign-in in flight compares it to see the change.
 */
export async function setPassword(
  tx: Tx,
  parts: Pick<AccountsParts, 'now'>,
  { userId, hash, since }: { userId: string; hash: string; since?: string },
): Promise<boolean> {
  const changed = await tx.query(
    `update users
        set password_hash = $2, updated_at = $3,
            password_changed_at = greatest($3, password_changed_at + interval '1 microsecond')
      where id = $1 and ($4::text is null or password_changed_at::text = $4)
     returning 1`,
    [userId, hash, currentInstant(parts), since ?? null],
  )
  return changed.length > 0
}

/** A user's memberships, the last used first. `tx` must have the user in its scope. */
export function membershipsOf(tx: Tx, userId: string): Promise<{ restaurantId: number; role: Role }[]> {
  return tx.query(
    `select m.restaurant_id as "restaurantId", m.role
       from memberships m
      where m.user_id = $1
      order by (select max(t.created_at) from refresh_tokens t
                 where t.user_id = m.user_id and t.restaurant_id = m.restaurant_id) desc nulls last,
               m.created_at, m.restaurant_id`,
    [userId],
  )
}

interface OwnMembership extends Omit<SessionRestaurant, 'id'> {
  restaurant_id: number
  role: Role
}

/** A user at one restaurant, and their other memberships; undefined where they are no member of it. */
export async function loadMe(
  db: Database,
  { userId, restaurantId }: { userId: string; restaurantId: number },
): Promise<Me | undefined> {
  const [user, memberships] = await db.asAccount({ userId }, (tx) =>
    Promise.all([
      tx
        .query<Pick<Account, 'id' | 'email' | 'name'>>(
          `select id, coalesce(email, '') as email, name from users where id = $1`,
          [userId],
        )
        .then(([row]) => row),
      // One query, however many there are: row level security shows one restaurant at a time, and the function all of theirs.
      tx.query<OwnMembership>('select * from qtable.own_memberships()'),
    ]),
  )
  const here = memberships.find(({ restaurant_id: id }) => id === restaurantId)
  if (!user || !here) return undefined
  const { role, name, slug, timezone } = here
  return {
    user: { ...user, role },
    restaurant: { id: restaurantId, name, slug, timezone },
    restaurants: memberships.map((one): Membership => ({ id: one.restaurant_id, name: one.name, role: one.role })),
  }
}

/** The names of the restaurants where a user works. */
export async function restaurantNamesOf(db: Database, userId: string): Promise<string[]> {
  const rows = await db.asAccount({ userId }, (tx) =>
    tx.query<{ name: string }>('select name from qtable.own_memberships()'),
  )
  return rows.map(({ name }) => name)
}

const sessionUserStatement = {
  name: 'session-user',
  text: `select u.name, coalesce(u.email, '') as email, m.role
      from users u
      join memberships m on m.user_id = u.id and m.restaurant_id = $2
    where u.id = $1
      and exists (select from refresh_tokens t
                    where t.user_id = $1 and t.restaurant_id = $2 and t.family_id = $3 and t.expires_at > $4)
      and not exists (select from refresh_tokens t
                        where t.user_id = $1 and t.family_id = $3 and t.revoked_at is not null)`,
}

/** The user of a session; undefined where the session or the membership has ended. */
export async function loadSessionUser(
  parts: Pick<AccountsParts, 'db' | 'now'>,
  { userId, restaurantId, sessionId }: SessionKey,
): Promise<SessionUser | undefined> {
  const [user] = await parts.db.asAccount({ userId, restaurantId }, (tx) =>
    tx.query<SessionUser>(sessionUserStatement, [userId, restaurantId, sessionId, currentInstant(parts)]),
  )
  return user
}

/** The users of many sessions at one restaurant, by session, in one query. Ended sessions are absent. */
export async function loadSessionUsers(
  parts: Pick<AccountsParts, 'db' | 'now'>,
  restaurantId: number,
  sessions: readonly Pick<SessionKey, 'userId' | 'sessionId'>[],
): Promise<Map<string, SessionUser>> {
  const rows = await parts.db.asAccount({ restaurantId }, (tx) =>
    tx.query<SessionUser & { sessionId: string }>(
      `select s.id as "sessionId", u.name, coalesce(u.email, '') as email, m.role
         from unnest($2::uuid[], $3::uuid[]) as s (id, user_id)
         join users u on u.id = s.user_id
         join memberships m on m.user_id = s.user_id and m.restaurant_id = $1
        where exists (select from refresh_tokens t
                       where t.user_id = s.user_id and t.family_id = s.id and t.restaurant_id = $1 and t.expires_at > $4)
          and not exists (select from refresh_tokens t
                           where t.user_id = s.user_id and t.family_id = s.id and t.revoked_at is not null)`,
      [restaurantId, sessions.map((one) => one.sessionId), sessions.map((one) => one.userId), currentInstant(parts)],
    ),
  )
  return new Map(rows.map(({ sessionId, ...user }) => [sessionId, user]))
}
