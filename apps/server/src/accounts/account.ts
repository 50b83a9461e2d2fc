import type { Role } from '@qtable/domain'
import { type Me, type Membership, type SessionRestaurant, uuidv7 } from '@qtable/protocol'
import type { Database, Tx } from '../db/database.ts'
import { type AccountsWorld, instant } from './accounts-world.ts'
import type { SessionKey, Standing } from './identity.ts'

/** A person's account: one email, one password, any number of restaurants. */
export interface Account {
  id: string
  email: string
  name: string
  passwordHash: string
  /** Tells one password from the next; as text, because a JavaScript date would drop the microseconds. */
  passwordSince: string
}

const accountColumns = `id, email, name, password_hash as "passwordHash", password_changed_at::text as "passwordSince"`

/** The account of an email, whether or not it belongs to a restaurant. */
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

/** The account of an email: a new one, unless somebody else was faster; `isNew` says which. */
export async function addAccount(
  world: Pick<AccountsWorld, 'db' | 'now'>,
  { email, name, passwordHash }: Pick<Account, 'email' | 'name' | 'passwordHash'>,
): Promise<Account & { isNew: boolean }> {
  return world.db.asAccount({ email }, async (tx) => {
    const id = uuidv7()
    await tx.query(
      `insert into users (id, email, name, password_hash, created_at, updated_at, password_changed_at)
       values ($1, $2, $3, $4, $5, $5, $5) on conflict (email) do nothing`,
      [id, email, name, passwordHash, instant(world)],
    )
    const [account] = await tx.query<Account>(`select ${accountColumns} from users where email = $1`, [email])
    if (!account) throw new Error('an account that was just made is gone')
    return { ...account, isNew: account.id === id }
  })
}

/**
 * Sets a password by its hash; with `since`, only where it is still the one that held since then. Says whether it did.
 * The time always moves on, whatever the clock does: it is what tells a sign-in under way that its password is no more.
 */
export async function setPassword(
  tx: Tx,
  world: Pick<AccountsWorld, 'now'>,
  { userId, hash, since }: { userId: string; hash: string; since?: string },
): Promise<boolean> {
  const changed = await tx.query(
    `update users
        set password_hash = $2, updated_at = $3,
            password_changed_at = greatest($3, password_changed_at + interval '1 microsecond')
      where id = $1 and ($4::text is null or password_changed_at::text = $4)
     returning 1`,
    [userId, hash, instant(world), since ?? null],
  )
  return changed.length > 0
}

/** A user's memberships, the one they last signed in to first. Needs the user in the scope of `tx`. */
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

/** Who somebody is at one restaurant, and where else they belong; undefined where they do not belong there. */
export async function describe(
  db: Database,
  { userId, restaurantId }: { userId: string; restaurantId: number },
): Promise<Me | undefined> {
  const { user, memberships } = await db.asAccount({ userId }, async (tx) => {
    const [row] = await tx.query<Pick<Account, 'id' | 'email' | 'name'>>(
      'select id, email, name from users where id = $1',
      [userId],
    )
    return { user: row, memberships: await membershipsOf(tx, userId) }
  })
  // Each under its own tenant: row level security shows one restaurant at a time.
  const joined = await Promise.all(
    memberships.map(async ({ restaurantId: id, role }) => ({ role, restaurant: await restaurantOf(db, id) })),
  )
  const here = joined.find(({ restaurant }) => restaurant?.id === restaurantId)
  if (!user || !here?.restaurant) return undefined
  return {
    user: { ...user, role: here.role },
    restaurant: here.restaurant,
    restaurants: joined.flatMap(({ restaurant, role }): Membership[] =>
      restaurant ? [{ id: restaurant.id, name: restaurant.name, role }] : [],
    ),
  }
}

const standingStatement = {
  name: 'standing',
  text: `select u.name, u.email, m.role
      from users u
      join memberships m on m.user_id = u.id and m.restaurant_id = $2
    where u.id = $1
      and exists (select from refresh_tokens t
                    where t.user_id = $1 and t.restaurant_id = $2 and t.family_id = $3 and t.expires_at > $4)
      and not exists (select from refresh_tokens t
                        where t.user_id = $1 and t.family_id = $3 and t.revoked_at is not null)`,
}

/** What the database says of a sign-in: the session still lives, and the user still belongs there. */
export async function standingOf(
  world: Pick<AccountsWorld, 'db' | 'now'>,
  { userId, restaurantId, sessionId }: SessionKey,
): Promise<Standing> {
  const [standing] = await world.db.asAccount({ userId, restaurantId }, (tx) =>
    tx.query<NonNullable<Standing>>(standingStatement, [userId, restaurantId, sessionId, instant(world)]),
  )
  return standing
}

/** The same for many sign-ins of one restaurant at once, by their sessions; those that have ended are left out. */
export async function standingsAt(
  world: Pick<AccountsWorld, 'db' | 'now'>,
  restaurantId: number,
  sessions: readonly Pick<SessionKey, 'userId' | 'sessionId'>[],
): Promise<Map<string, NonNullable<Standing>>> {
  const rows = await world.db.asAccount({ restaurantId }, (tx) =>
    tx.query<NonNullable<Standing> & { sessionId: string }>(
      `select s.id as "sessionId", u.name, u.email, m.role
         from unnest($2::uuid[], $3::uuid[]) as s (id, user_id)
         join users u on u.id = s.user_id
         join memberships m on m.user_id = s.user_id and m.restaurant_id = $1
        where exists (select from refresh_tokens t
                       where t.user_id = s.user_id and t.family_id = s.id and t.restaurant_id = $1 and t.expires_at > $4)
          and not exists (select from refresh_tokens t
                           where t.user_id = s.user_id and t.family_id = s.id and t.revoked_at is not null)`,
      [restaurantId, sessions.map((one) => one.sessionId), sessions.map((one) => one.userId), instant(world)],
    ),
  )
  return new Map(rows.map(({ sessionId, ...standing }) => [sessionId, standing]))
}

async function restaurantOf(db: Database, restaurantId: number): Promise<SessionRestaurant | undefined> {
  const [row] = await db.asRestaurant(restaurantId, (tx) =>
    tx.query<{ data: SessionRestaurant }>('select data from restaurants where restaurant_id = $1', [restaurantId]),
  )
  if (!row) return undefined
  const { id, name, slug, timezone } = row.data
  return { id, name, slug, timezone }
}
