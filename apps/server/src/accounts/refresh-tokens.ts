import { createHash, randomBytes } from 'node:crypto'
import { uuidv7 } from '@qtable/protocol'
import type { Database, Tx } from '../db/database.ts'
import { recordAccountChange } from './account-changes.ts'
import { type AccountsParts, currentInstant } from './accounts-parts.ts'
import { deviceOf, placeOf, type SessionOrigin } from './device.ts'
import type { SessionKey } from './identity.ts'

/**
 * Refresh tokens are opaque: 256 bits that nobody can guess, so a fast hash of them is enough to store. The first one of
 * a session is random; each next one is derived from the token that it replaces and SECRET_KEY, so a repeat of a request
 * whose answer was lost gets the same one, and the database holds no token. The first use spends a token. All tokens that follow one sign-in are a family, the session. A family has ended as soon as
 * any token in it is revoked. A successor stored while another connection ends the family is therefore invalid from the
 * start, without a lock.
 */
export function hashRefreshToken(token: string): Buffer {
  return createHash('sha256').update(token).digest()
}

/** The session of a token, spent or not; undefined where the token is unknown or long expired. */
export async function sessionOfToken(db: Database, hash: Buffer): Promise<SessionKey | undefined> {
  const [session] = await db.asAccount({ tokenHash: hash.toString('hex') }, (tx) =>
    tx.query<SessionKey>(
      `select user_id as "userId", restaurant_id as "restaurantId", family_id as "sessionId"
         from refresh_tokens where token_hash = $1`,
      [hash],
    ),
  )
  return session
}

/** What the tokens of a session carry from one to the next. */
export interface SessionFacts {
  /** When the person signed in. */
  startedAt: Date
  /** When they last showed that it is them; null in a session of an earlier version. */
  confirmedAt: Date | null
  /** How many tokens it has, those that were spent included. */
  tokens: number
}

/** Stores and returns a new token of a session. It lives to the end of the session at most. */
export async function addRefreshToken(
  tx: Tx,
  parts: Pick<AccountsParts, 'tokens' | 'now'>,
  given: { session: SessionKey; facts: Omit<SessionFacts, 'tokens'>; origin: SessionOrigin; token?: string },
): Promise<string> {
  const { session, facts, origin, token = randomBytes(32).toString('base64url') } = given
  const { userId, restaurantId, sessionId } = session
  const { refreshMs, sessionMs } = parts.tokens
  const expiresAt = Math.min(parts.now() + refreshMs, facts.startedAt.getTime() + sessionMs)
  await tx.query(
    `insert into refresh_tokens (id, user_id, restaurant_id, family_id, token_hash, created_at, expires_at,
                                 started_at, confirmed_at, device, place)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
    [
      ...[uuidv7(), userId, restaurantId, sessionId, hashRefreshToken(token)],
      ...[currentInstant(parts), new Date(expiresAt).toISOString()],
      ...[facts.startedAt, facts.confirmedAt, deviceOf(origin.userAgent) ?? null, placeOf(origin.address) ?? null],
    ],
  )
  return token
}

/** The facts of a session; undefined where it has ended or is unknown. */
export async function sessionFacts(
  tx: Tx,
  { userId, sessionId }: Pick<SessionKey, 'userId' | 'sessionId'>,
): Promise<SessionFacts | undefined> {
  const [facts] = await tx.query<SessionFacts>(
    `select min(coalesce(started_at, created_at)) as "startedAt", max(confirmed_at) as "confirmedAt",
            count(*)::int as tokens
       from refresh_tokens where user_id = $1 and family_id = $2
     having count(*) > 0 and bool_and(revoked_at is null)`,
    [userId, sessionId],
  )
  return facts
}

/**
 * Deletes up to `limit` expired tokens of the restaurant of `tx` and returns how many. A revoked token stays until its
 * whole family has expired, because it records that the family has ended.
 */
export async function removeExpiredTokens(
  tx: Tx,
  { before, limit }: { before: string; limit: number },
): Promise<number> {
  const removed = await tx.query(
    `delete from refresh_tokens where id = any (array(
       select t.id from refresh_tokens t
       where t.restaurant_id = current_setting('app.restaurant_id')::int and t.expires_at <= $1
         and (t.revoked_at is null
              or not exists (select from refresh_tokens s
                              where s.user_id = t.user_id and s.family_id = t.family_id and s.expires_at > $1))
       limit $2))
     returning 1`,
    [before, limit],
  )
  return removed.length
}

/** A token that replaces another, and when it did, in ms since 1970. */
export interface Successor {
  token: string
  issuedAt: number
}

// Each spent token is kept until it expires. A client renews once in the life of an access token, and at its start.
function mostTokens({ tokens: { refreshMs, accessSeconds } }: Pick<AccountsParts, 'tokens'>): number {
  return Math.max(1000, Math.ceil((4 * refreshMs) / (accessSeconds * 1000)))
}

// A client whose answer was lost asks again within this time.
const repeatMs = 30_000

/**
 * Spends a token and returns its successor: the same one again for a repeat within 30 s, as long as it is unused.
 * Undefined where the token, its session or the membership has ended, or where a spent token is used later.
 */
export async function rotateRefreshToken(
  parts: Pick<AccountsParts, 'db' | 'tokens' | 'now'>,
  refreshToken: string,
  { session, origin }: { session: SessionKey; origin: SessionOrigin },
): Promise<Successor | undefined> {
  const hash = hashRefreshToken(refreshToken)
  const successors = parts.tokens.successorsOf(refreshToken)
  const [token] = successors
  // Stored, and the instant of both answers: a repeat gets the same access token.
  const usedAt = currentInstant(parts)
  return parts.db.asAccount({ userId: session.userId }, async (tx) => {
    // A second request at the same time waits for the row here, then finds the successor that the first one stored.
    const [spent] = await tx.query(
      `update refresh_tokens t set used_at = $3
        where t.token_hash = $1 and t.user_id = $2
          and t.used_at is null and t.revoked_at is null and t.expires_at > $3
          and not exists (select from refresh_tokens s
                           where s.user_id = $2 and s.family_id = t.family_id and s.revoked_at is not null)
          and exists (select from memberships m where m.user_id = $2 and m.restaurant_id = t.restaurant_id)
       returning t.id`,
      [hash, session.userId, usedAt],
    )
    if (spent) {
      const facts = await sessionFacts(tx, session)
      // The whole session is over, however often it was renewed, and also where it was renewed without end.
      const endsAt = (facts?.startedAt.getTime() ?? 0) + parts.tokens.sessionMs
      if (!facts || endsAt <= parts.now() || facts.tokens >= mostTokens(parts)) return undefined
      await addRefreshToken(tx, parts, { session, facts, origin, token })
      return { token, issuedAt: Date.parse(usedAt) }
    }
    const [repeated] = await tx.query<{ issuedAt: number; hash: string }>(
      `select (extract(epoch from t.used_at) * 1000)::float8 as "issuedAt", encode(s.token_hash, 'hex') as hash
         from refresh_tokens t
         join refresh_tokens s on s.token_hash = any ($3) and s.user_id = $2 and s.family_id = t.family_id
        where t.token_hash = $1 and t.user_id = $2 and t.used_at > $4 and s.used_at is null
          and not exists (select from refresh_tokens r
                           where r.user_id = $2 and r.family_id = t.family_id and r.revoked_at is not null)
          and exists (select from memberships m where m.user_id = $2 and m.restaurant_id = t.restaurant_id)`,
      [hash, session.userId, successors.map(hashRefreshToken), new Date(parts.now() - repeatMs).toISOString()],
    )
    // Stored under another key than the one that signs now, where the key was replaced in between.
    const stored = successors.find((one) => hashRefreshToken(one).toString('hex') === repeated?.hash)
    return repeated && stored !== undefined ? { token: stored, issuedAt: repeated.issuedAt } : undefined
  })
}

/**
 * Ends one session of a user, all but one (`except`), or all. Returns the sessions that were live. The lock orders this
 * against sessions that begin from these: one that comes first is ended here too, and one that comes second finds them ended.
 */
export async function revokeSessions(
  tx: Tx,
  parts: Pick<AccountsParts, 'now'>,
  { userId, sessionId, except }: { userId: string; sessionId?: string; except?: string },
): Promise<string[]> {
  await tx.query('select from users where id = $1 for no key update', [userId])
  const rows = await tx.query<{ sessionId: string }>(
    `update refresh_tokens set revoked_at = $2
      where user_id = $1 and revoked_at is null
        and ($3::uuid is null or family_id = $3) and ($4::uuid is null or family_id <> $4)
     returning family_id as "sessionId"`,
    [userId, currentInstant(parts), sessionId ?? null, except ?? null],
  )
  if (rows.length > 0) await recordAccountChange(tx, userId)
  return [...new Set(rows.map((row) => row.sessionId))]
}
