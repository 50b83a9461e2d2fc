import { randomUUID } from 'node:crypto'
import { Problem, wrongField } from '@qtable/domain'
import type { Me, Session } from '@qtable/protocol'
import { type Account, accountByEmail, accountById, describe, membershipsOf, setPassword } from './account.ts'
import type { AccountsWorld } from './accounts-world.ts'
import type { Identity } from './identity.ts'
import {
  addRefreshToken,
  hashRefreshToken,
  revokeSessions,
  rotateRefreshToken,
  sessionOfToken,
} from './refresh-tokens.ts'

export interface Sessions {
  /**
   * Signs in. An unknown email, a wrong password and an account that belongs to no restaurant any more are one answer,
   * `unauthenticated`, after the same time. With the right password, `forbidden` where `restaurantId` is none of theirs.
   */
  login(given: Login): Promise<Session>
  /** A new pair of tokens for a refresh token, which is spent; spent twice, it ends the whole session. */
  refresh(refreshToken: string): Promise<Session>
  /** Ends a session; again, or for a token nobody knows, it does nothing. */
  logout(which: string | Pick<Identity, 'userId' | 'sessionId'>): Promise<void>
  /** A session of its own at another restaurant of theirs. The present one lives on. */
  switchTo(identity: Pick<Identity, 'userId'>, restaurantId: number): Promise<Session>
  /** Sets a new password and ends all sessions but this one; a wrong `current` is `validation_failed`. */
  changePassword(identity: Pick<Identity, 'userId' | 'sessionId'>, current: string, next: string): Promise<void>
  me(identity: Pick<Identity, 'userId' | 'restaurantId'>): Promise<Me>
  /** A session for somebody who has proven who they are; undefined where that no longer counts or they belong nowhere. */
  begin(account: Account, restaurantId?: number): Promise<Session | undefined>
}

export interface Login {
  email: string
  password: string
  /** Which of several memberships; otherwise the one last signed in to. */
  restaurantId?: number | undefined
  /** The network address it comes from, for the throttle. */
  address?: string | undefined
}

export function openSessions(world: AccountsWorld): Sessions {
  const { db, passwords, tokens, throttle, end } = world

  async function sessionWith(me: Me, sessionId: string, refreshToken: string): Promise<Session> {
    const claims = { userId: me.user.id, restaurantId: me.restaurant.id, role: me.user.role, sessionId }
    return {
      access_token: await tokens.sign(claims),
      refresh_token: refreshToken,
      token_type: 'Bearer',
      expires_in: tokens.accessSeconds,
      ...me,
    }
  }

  async function begin(account: Account, wanted?: number): Promise<Session | undefined> {
    const sessionId = randomUUID()
    const userId = account.id
    const begun = await db.asAccount({ userId }, async (tx) => {
      // The lock makes a change of password wait for this session, which it then ends, or us for the change, which we
      // then see: no session that began with an old password outlives it.
      const [user] = await tx.query<{ since: string }>(
        'select password_changed_at::text as since from users where id = $1 for share',
        [userId],
      )
      const memberships = await membershipsOf(tx, userId)
      if (user?.since !== account.passwordSince || !memberships[0]) return undefined
      const restaurantId = wanted ?? memberships[0].restaurantId
      if (!memberships.some((one) => one.restaurantId === restaurantId)) throw notAMember()
      return { restaurantId, token: await addRefreshToken(tx, world, { userId, restaurantId, sessionId }) }
    })
    const me = begun && (await describe(db, { userId, restaurantId: begun.restaurantId }))
    return me && sessionWith(me, sessionId, begun.token)
  }

  async function endSession(userId: string, sessionId: string): Promise<void> {
    await db.asAccount({ userId }, (tx) => revokeSessions(tx, world, { userId, sessionId }))
    end({ userId, sessionId })
  }

  return {
    begin,

    async login({ email, password, restaurantId, address }) {
      const attempt = { email, address }
      await throttle.check(attempt)
      const account = await accountByEmail(db, email)
      // Asked again when its turn has come: of a thousand guesses sent at once, only the first few are compared.
      const isRight = await passwords.verify(password, account?.passwordHash, () => throttle.check(attempt))
      const session = account && isRight ? await begin(account, restaurantId) : undefined
      if (!account || !session) {
        await throttle.failed(attempt)
        throw new Problem('unauthenticated', 'The email or the password is wrong.')
      }
      await throttle.succeeded(attempt)
      if (passwords.isOutdated(account.passwordHash)) {
        const { id: userId, passwordHash } = account
        const renewed = await passwords.hash(password)
        await db.asAccount({ userId }, (tx) =>
          tx.query('update users set password_hash = $2 where id = $1 and password_hash = $3', [
            userId,
            renewed,
            passwordHash,
          ]),
        )
      }
      return session
    },

    async refresh(refreshToken) {
      const hash = hashRefreshToken(refreshToken)
      const session = await sessionOfToken(db, hash)
      if (!session) throw sessionOver()
      // Before the token is spent: a failure here costs nothing, while an answer lost afterwards costs the session.
      const me = await describe(db, session)
      const next = me && (await rotateRefreshToken(world, hash, session))
      if (!next) {
        await endSession(session.userId, session.sessionId)
        throw sessionOver()
      }
      return sessionWith(me, session.sessionId, next)
    },

    async logout(which) {
      const session = typeof which === 'string' ? await sessionOfToken(db, hashRefreshToken(which)) : which
      if (session) await endSession(session.userId, session.sessionId)
    },

    async switchTo({ userId }, restaurantId) {
      const account = await accountById(db, userId)
      const session = account && (await begin(account, restaurantId))
      if (!session) throw notAMember()
      return session
    },

    async changePassword({ userId, sessionId }, current, next) {
      const account = await accountById(db, userId)
      if (!account) throw sessionOver()
      // A stolen access token must not become a way to try passwords.
      const attempt = { email: account.email }
      await throttle.check(attempt)
      if (!(await passwords.verify(current, account.passwordHash, () => throttle.check(attempt)))) {
        await throttle.failed(attempt)
        throw wrongCurrent()
      }
      await throttle.succeeded(attempt)
      const hash = await passwords.hash(next)
      const others = await db.asAccount({ userId }, async (tx) => {
        const changed = await setPassword(tx, world, { userId, hash, since: account.passwordSince })
        if (!changed) throw wrongCurrent()
        return revokeSessions(tx, world, { userId, except: sessionId })
      })
      for (const other of others) end({ userId, sessionId: other })
    },

    async me(identity) {
      const me = await describe(db, identity)
      if (!me) throw sessionOver()
      return me
    },
  }
}

function sessionOver(): Problem {
  return new Problem('unauthenticated', 'The session has ended. Sign in again.')
}

function notAMember(): Problem {
  return new Problem('forbidden', 'You do not belong to this restaurant.')
}

function wrongCurrent(): Problem {
  return wrongField('current_password', 'is not your password')
}
