import { Problem, wholeSecond, wrongField } from '@qtable/domain'
import type { RecoveryCodes, TotpEnrolment, TotpStatus } from '@qtable/protocol'
import type { Database, Tx } from '../db/database.ts'
import { accountById } from './account.ts'
import { type AccountsParts, currentInstant } from './accounts-parts.ts'
import { challengeOver } from './challenges.ts'
import { lockForFactor } from './factor-changes.ts'
import type { Identity } from './identity.ts'
import { codeUri, newCodeSecret, spelledSecret, stepOfCode } from './one-time-codes.ts'
import { hashRecoveryCode, looksLikeRecoveryCode, newRecoveryCodes } from './recovery-codes.ts'
import { sessionEnded } from './sessions.ts'

/** The codes that a signed-in person signs in with beside their password. */
export interface Totp {
  /** Undefined where it is off. */
  status(by: Identity): Promise<TotpStatus | undefined>
  /** A new secret, which counts once it is confirmed; `already_exists` where it is on. */
  enrol(by: Identity): Promise<TotpEnrolment>
  /** Turns it on by a first code; the answer is the only one that shows the recovery codes. */
  confirm(by: Identity, given: GivenCode): Promise<RecoveryCodes>
  /** Turns it off; `not_found` where it is not on. */
  remove(by: Identity): Promise<void>
  /** Other recovery codes in place of all earlier ones; `not_found` where it is not on. */
  renewRecoveryCodes(by: Identity): Promise<RecoveryCodes>
}

/** A code as somebody typed it, and the client's network address. */
export interface GivenCode {
  code: string
  address?: string | undefined
}

interface Factor {
  secret: Buffer
  lastStep: number
}

type Parts = Pick<AccountsParts, 'db' | 'throttle' | 'sealed' | 'now'>

// Between the QR code and the first code.
const enrolmentMs = 15 * 60_000

export function openTotp(parts: AccountsParts): Totp {
  const { db, sealed } = parts

  return {
    async status({ userId }) {
      const [found] = await db.asAccount({ userId }, (tx) =>
        tx.query<{ since: Date; left: number }>(
          `select confirmed_at as since, (select count(*)::int from recovery_codes where user_id = $1) as left
             from totp_factors where user_id = $1 and confirmed_at is not null`,
          [userId],
        ),
      )
      return found && { since: wholeSecond(found.since.toISOString()), recovery_codes_left: found.left }
    },

    async enrol({ userId }) {
      const account = await accountById(db, userId)
      if (!account) throw sessionEnded()
      const secret = newCodeSecret()
      const begun = await db.asAccount({ userId }, (tx) =>
        tx.query(
          `insert into totp_factors as f (user_id, secret, created_at) values ($1, $2, $3)
           on conflict (user_id) do update set secret = $2, created_at = $3, last_step = 0 where f.confirmed_at is null
           returning 1`,
          [userId, sealed.seal(secret, userId), currentInstant(parts)],
        ),
      )
      if (begun.length === 0) throw new Problem('already_exists', 'Two-step sign-in is on. Turn it off first.')
      return { secret: spelledSecret(secret), uri: codeUri(secret, account.email || account.name) }
    },

    async confirm(by, given) {
      const { userId } = by
      return guessed(parts, { userId, ...given }, async (tx) => {
        await lockForFactor(tx, by)
        const factor = await lockFactor(tx, parts, { userId, isOn: false })
        if (!factor) throw new Problem('not_found', 'No authenticator app waits for its first code. Begin again.')
        const step = stepOfCode(factor.secret, given.code, parts.now())
        if (step === undefined) return undefined
        await tx.query('update totp_factors set confirmed_at = $2, last_step = $3 where user_id = $1', [
          userId,
          currentInstant(parts),
          step,
        ])
        return replaceRecoveryCodes(tx, parts, userId)
      })
    },

    async remove({ userId }) {
      await db.asAccount({ userId }, async (tx) => {
        const removed = await tx.query(
          'delete from totp_factors where user_id = $1 and confirmed_at is not null returning 1',
          [userId],
        )
        if (removed.length === 0) throw isOff()
        await tx.query('delete from recovery_codes where user_id = $1', [userId])
      })
    },

    async renewRecoveryCodes({ userId }) {
      return db.asAccount({ userId }, async (tx) => {
        if (!(await lockFactor(tx, parts, { userId, isOn: true }))) throw isOff()
        return replaceRecoveryCodes(tx, parts, userId)
      })
    },
  }
}

/** Whether an account signs in with a code beside its password. */
export async function isTotpOn(db: Database, userId: string): Promise<boolean> {
  const found = await db.asAccount({ userId }, (tx) =>
    tx.query('select 1 from totp_factors where user_id = $1 and confirmed_at is not null', [userId]),
  )
  return found.length > 0
}

/**
 * Accepts a code of the app or, where `recovery` is set, a recovery code, once. `validation_failed` for a wrong one,
 * `rate_limited` after too many, `unauthenticated` where no code is asked for any more. `within` runs in the same
 * transaction: what it throws keeps the code unused, and a wrong code undoes it.
 */
export async function acceptCode(
  parts: Parts,
  given: GivenCode & { userId: string; recovery: boolean; within?: (tx: Tx) => Promise<void> },
): Promise<void> {
  const { userId, code, recovery, within } = given
  await guessed(parts, given, async (tx) => {
    const factor = await lockFactor(tx, parts, { userId, isOn: true })
    if (!factor) throw challengeOver()
    await within?.(tx)
    const isRight =
      recovery && looksLikeRecoveryCode(code) ? useRecoveryCode(tx, userId, code) : useCode(tx, parts, given, factor)
    return (await isRight) || undefined
  })
}

/**
 * Runs a guess of a code and counts it as one of a password, by account and address. `guess` locks the account's factor
 * first, so that guesses sent at once wait for each other and are counted. Undefined for a wrong code.
 */
async function guessed<T>(
  { db, throttle }: Parts,
  { userId, address }: GivenCode & { userId: string },
  guess: (tx: Tx) => Promise<T | undefined>,
): Promise<T> {
  // Counted apart from passwords: a right password, which comes before each code, forgives failures.
  const attempt = { email: `code of ${userId}`, address }
  await throttle.check(attempt)
  const result = await db.asAccount({ userId }, async (tx) => {
    await tx.query('select from totp_factors where user_id = $1 for update', [userId])
    await throttle.check(attempt)
    const found = await guess(tx)
    if (found !== undefined) return found
    await throttle.failed(attempt)
    throw wrongField('code', 'is not right, or was used before')
  })
  await throttle.succeeded(attempt)
  return result
}

async function lockFactor(
  tx: Tx,
  { sealed, now }: Pick<Parts, 'sealed' | 'now'>,
  { userId, isOn }: { userId: string; isOn: boolean },
): Promise<Factor | undefined> {
  const [row] = await tx.query<{ secret: Buffer; lastStep: number }>(
    `select secret, last_step as "lastStep" from totp_factors
      where user_id = $1 and (confirmed_at is not null) = $2 and ($2 or created_at > $3) for update`,
    [userId, isOn, new Date(now() - enrolmentMs)],
  )
  if (!row) return undefined
  const { secret, isOutdated } = sealed.open(row.secret, userId)
  // Sealed with the first key, so that an old key can go once everybody has signed in.
  if (isOutdated) {
    await tx.query('update totp_factors set secret = $2 where user_id = $1', [userId, sealed.seal(secret, userId)])
  }
  return { secret, lastStep: row.lastStep }
}

async function useCode(
  tx: Tx,
  { now }: Pick<Parts, 'now'>,
  { userId, code }: GivenCode & { userId: string },
  { secret, lastStep }: Factor,
): Promise<boolean> {
  const step = stepOfCode(secret, code, now())
  if (step === undefined || step <= lastStep) return false
  await tx.query('update totp_factors set last_step = $2 where user_id = $1', [userId, step])
  return true
}

async function useRecoveryCode(tx: Tx, userId: string, code: string): Promise<boolean> {
  const used = await tx.query('delete from recovery_codes where user_id = $1 and code_hash = $2 returning 1', [
    userId,
    hashRecoveryCode(code),
  ])
  return used.length > 0
}

async function replaceRecoveryCodes(tx: Tx, parts: Pick<Parts, 'now'>, userId: string): Promise<RecoveryCodes> {
  const codes = newRecoveryCodes()
  await tx.query('delete from recovery_codes where user_id = $1', [userId])
  await tx.query('insert into recovery_codes (user_id, code_hash, created_at) select $1, unnest($2::bytea[]), $3', [
    userId,
    codes.map(hashRecoveryCode),
    currentInstant(parts),
  ])
  return { recovery_codes: codes }
}

function isOff(): Problem {
  return new Problem('not_found', 'Two-step sign-in is off.')
}
