import { randomUUID } from 'node:crypto'
import { Problem } from '@qtable/domain'
import type { Me, Session } from '@qtable/protocol'
import { type Account, accountById, loadMe, membershipsOf } from './account.ts'
import type { AccountsParts } from './accounts-parts.ts'
import type { SessionOrigin } from './device.ts'
import type { Identity } from './identity.ts'
import {
  addRefreshToken,
  hashRefreshToken,
  revokeSessions,
  rotateRefreshToken,
  type Successor,
  sessionFacts,
  sessionOfToken,
} from './refresh-tokens.ts'
import { removeOldestSessions } from './session-count.ts'

/** Creates, renews and ends sessions. */
export interface Sessions {
  /**
   * A session for an account whose password was checked, at `restaurantId` or where the account was last used; undefined
   * where the password has changed since or the account has no membership. `forbidden` where it is no member there. One that
   * follows from another session (`from`) is no younger and no better confirmed than that one; `unauthenticated` where that
   * one has ended.
   */
  create(
    account: Account,
    restaurantId: number | undefined,
    origin: SessionOrigin,
    from?: Pick<Identity, 'sessionId'>,
  ): Promise<Session | undefined>
  /**
   * A new pair of tokens for a refresh token, which is spent. Within 30 s a repeat gets the same pair, unless the new
   * refresh token was used; any other use of a spent token ends the session.
   */
  refresh(refreshToken: string, origin?: SessionOrigin): Promise<Session>
  /** Ends a session, by its refresh token or its key. Does nothing where it is unknown or has ended. */
  logout(session: string | Pick<Identity, 'userId' | 'sessionId'>): Promise<void>
  /** A second session of the user, at another of their restaurants. It lives as long as the current one, which goes on. */
  switchTo(
    identity: Pick<Identity, 'userId' | 'sessionId'>,
    restaurantId: number,
    origin?: SessionOrigin,
  ): Promise<Session>
  me(identity: Pick<Identity, 'userId' | 'restaurantId'>): Promise<Me>
}

export function openSessions(parts: AccountsParts): Sessions {
  const { db, tokens, sessionsEnded } = parts

  async function sessionBody(me: Me, sessionId: string, { token, issuedAt }: Successor): Promise<Session> {
    const claims = { userId: me.user.id, restaurantId: me.restaurant.id, role: me.user.role, sessionId }
    return {
      access_token: await tokens.sign(claims, issuedAt),
      refresh_token: token,
      token_type: 'Bearer',
      expires_in: Math.max(0, tokens.accessSeconds - Math.floor((parts.now() - issuedAt) / 1000)),
      ...me,
    }
  }

  async function create(
    account: Account,
    wantedId: number | undefined,
    origin: SessionOrigin,
    from?: Pick<Identity, 'sessionId'>,
  ): Promise<Session | undefined> {
    const sessionId = randomUUID()
    const userId = account.id
    const created = await db.asAccount({ userId }, async (tx) => {
      // The lock orders this against a change of the password. A change that comes second ends this session; one that comes
      // first is seen here. No session that began with an old password outlives it.
      const [user] = await tx.query<{ since: string }>(
        'select password_changed_at::text as since from users where id = $1 for share',
        [userId],
      )
      const memberships = await membershipsOf(tx, userId)
      if (user?.since !== account.passwordSince || !memberships[0]) return undefined
      const restaurantId = wantedId ?? memberships[0].restaurantId
      if (!memberships.some((one) => one.restaurantId === restaurantId)) throw notAMember()
      const now = new Date(parts.now())
      const facts = from
        ? await sessionFacts(tx, { userId, sessionId: from.sessionId })
        : { startedAt: now, confirmedAt: now }
      // A node may remember a session that has ended on another one.
      if (!facts) throw sessionEnded()
      const session = { userId, restaurantId, sessionId }
      const token = await addRefreshToken(tx, parts, { session, facts, origin })
      return { restaurantId, token, ended: await removeOldestSessions(tx, parts, userId) }
    })
    for (const one of created?.ended ?? []) sessionsEnded({ userId, sessionId: one })
    const me = created && (await loadMe(db, { userId, restaurantId: created.restaurantId }))
    return me && sessionBody(me, sessionId, { token: created.token, issuedAt: parts.now() })
  }

  async function endSession(userId: string, sessionId: string): Promise<void> {
    await db.asAccount({ userId }, (tx) => revokeSessions(tx, parts, { userId, sessionId }))
    sessionsEnded({ userId, sessionId })
  }

  return {
    create,

    async refresh(refreshToken, origin = {}) {
      const session = await sessionOfToken(db, hashRefreshToken(refreshToken))
      if (!session) throw sessionEnded()
      // Loaded before the token is spent: a failure here costs nothing, while one afterwards would cost the session.
      const me = await loadMe(db, session)
      const next = me && (await rotateRefreshToken(parts, refreshToken, { session, origin }))
      if (!next) {
        await endSession(session.userId, session.sessionId)
        throw sessionEnded()
      }
      return sessionBody(me, session.sessionId, next)
    },

    async logout(which) {
      const session = typeof which === 'string' ? await sessionOfToken(db, hashRefreshToken(which)) : which
      if (session) await endSession(session.userId, session.sessionId)
    },

    async switchTo({ userId, sessionId }, restaurantId, origin = {}) {
      const account = await accountById(db, userId)
      const session = account && (await create(account, restaurantId, origin, { sessionId }))
      if (!session) throw notAMember()
      return session
    },

    async me(identity) {
      const me = await loadMe(db, identity)
      if (!me) throw sessionEnded()
      return me
    },
  }
}

/** The refusal of a session that has ended. */
export function sessionEnded(): Problem {
  return new Problem('unauthenticated', 'The session has ended. Sign in again.')
}

function notAMember(): Problem {
  return new Problem('forbidden', 'You do not belong to this restaurant.')
}
