import { Problem, wholeSecond, wrongField } from '@qtable/domain'
import type { OwnSession, PasskeyAssertion } from '@qtable/protocol'
import { accountById } from './account.ts'
import { type AccountsParts, currentInstant } from './accounts-parts.ts'
import { insideSession } from './challenges.ts'
import type { Identity } from './identity.ts'
import { answeredBy } from './passkey-sign-in.ts'
import { revokeSessions } from './refresh-tokens.ts'
import { sessionEnded } from './sessions.ts'
import { acceptCode } from './totp.ts'
import type { WorkOrigin } from './work-queue.ts'

/** The sessions of the signed-in person, and the proof that it is still them who uses one. */
export interface OwnSessions {
  /** The live sessions, the last used first. */
  list(by: Identity): Promise<OwnSession[]>
  /** Ends one; `not_found` where the person has no such live session. */
  end(by: Identity, sessionId: string): Promise<void>
  /** Ends all others. */
  endOthers(by: Identity): Promise<void>
  /** Confirms this session with the password or a code of the app; `validation_failed` where it is wrong. */
  stepUp(by: Identity, given: StepUp): Promise<void>
  /** Confirms this session with a passkey; see `answeredBy`. */
  stepUpWithPasskey(by: Identity, answer: PasskeyAssertion): Promise<void>
  /** `step_up_required` where this session was not confirmed lately. */
  mustBeConfirmed(by: Identity): Promise<void>
}

type StepUp = { password?: string | undefined; code?: string | undefined } & Pick<WorkOrigin, 'address' | 'signal'>

interface SessionRow {
  id: string
  restaurant: string | null
  device: string | null
  place: string | null
  startedAt: Date
  seenAt: Date
}

const minuteMs = 60_000

export function openOwnSessions(parts: AccountsParts): OwnSessions {
  const { db, passwords, throttle, stepUpMinutes } = parts

  async function endAll(by: Identity, which: { sessionId: string } | { except: string }): Promise<string[]> {
    const { userId } = by
    const ended = await db.asAccount({ userId }, (tx) => revokeSessions(tx, parts, { userId, ...which }))
    for (const sessionId of ended) parts.sessionsEnded({ userId, sessionId })
    await parts.appliedEverywhere()
    return ended
  }

  async function confirm({ userId, sessionId }: Identity): Promise<void> {
    await db.asAccount({ userId }, (tx) =>
      tx.query('update refresh_tokens set confirmed_at = $3 where user_id = $1 and family_id = $2', [
        userId,
        sessionId,
        currentInstant(parts),
      ]),
    )
  }

  return {
    async list({ userId, sessionId }) {
      const rows = await db.asAccount({ userId }, (tx) =>
        tx.query<SessionRow>(
          `select t.family_id as id, o.name as restaurant, min(coalesce(t.started_at, t.created_at)) as "startedAt",
                  max(t.created_at) as "seenAt",
                  (array_agg(t.device order by t.created_at desc))[1] as device,
                  (array_agg(t.place order by t.created_at desc))[1] as place
             from refresh_tokens t left join qtable.own_memberships() o on o.restaurant_id = t.restaurant_id
            where t.user_id = $1
            group by t.family_id, o.name
           having max(t.expires_at) > $2 and bool_and(t.revoked_at is null)
            order by max(t.created_at) desc, t.family_id`,
          [userId, currentInstant(parts)],
        ),
      )
      return rows.map((row) => ({
        ...{ id: row.id, restaurant: row.restaurant ?? '', device: row.device, place: row.place },
        started_at: wholeMinute(row.startedAt),
        seen_at: wholeMinute(row.seenAt),
        current: row.id === sessionId,
      }))
    },

    async end(by, sessionId) {
      const ended = await endAll(by, { sessionId })
      if (ended.length === 0) throw new Problem('not_found', 'You have no such session.')
    },

    async endOthers(by) {
      await endAll(by, { except: by.sessionId })
    },

    async stepUp(by, { password, code, address, signal }) {
      const { userId } = by
      if (password === undefined) {
        await insideSession('code', acceptCode(parts, { userId, code: code ?? '', address, recovery: false }))
        return confirm(by)
      }
      const account = await accountById(db, userId)
      if (!account) throw sessionEnded()
      const attempt = { email: account.email, address }
      await throttle.check(attempt)
      const isRight = await passwords.verify(password, account.passwordHash, {
        before: () => throttle.check(attempt),
        origin: { kind: 'member', address, signal },
      })
      if (!isRight) {
        await throttle.failed(attempt)
        throw wrongField('password', 'is not your password')
      }
      await throttle.succeeded(attempt)
      await confirm(by)
    },

    async stepUpWithPasskey(by, answer) {
      await insideSession('credential', answeredBy(parts, { ...answer, purpose: 'passkey_step_up', userId: by.userId }))
      await confirm(by)
    },

    async mustBeConfirmed({ userId, sessionId }) {
      if (stepUpMinutes === 0) return
      const since = new Date(parts.now() - stepUpMinutes * minuteMs).toISOString()
      const confirmed = await db.asAccount({ userId }, (tx) =>
        tx.query('select 1 from refresh_tokens where user_id = $1 and family_id = $2 and confirmed_at > $3 limit 1', [
          userId,
          sessionId,
          since,
        ]),
      )
      if (confirmed.length === 0) {
        throw new Problem(
          'step_up_required',
          'Show that it is you: give your password or a code at /auth/step-up, or a passkey, then repeat this.',
        )
      }
    },
  }
}

// No finer than a minute: the list tells devices apart, and is no record of what somebody did when.
function wholeMinute(time: Date): string {
  return wholeSecond(new Date(Math.floor(time.getTime() / minuteMs) * minuteMs).toISOString())
}
