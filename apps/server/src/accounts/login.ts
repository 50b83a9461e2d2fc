import { Problem } from '@qtable/domain'
import type { Session } from '@qtable/protocol'
import { type Account, accountByEmail } from './account.ts'
import type { AccountsParts } from './accounts-parts.ts'
import { secondFactorRequired } from './second-factor.ts'
import type { Sessions } from './sessions.ts'
import { isTotpOn } from './totp.ts'

/** A sign-in with a password. */
export interface LoginRequest {
  email: string
  password: string
  /** One of several memberships; the one last used unless given. */
  restaurantId?: number | undefined
  /** The client's network address, for the throttle. */
  address?: string | undefined
  userAgent?: string | undefined
  /** Aborted when the client is gone. */
  signal?: AbortSignal | undefined
}

/**
 * Signs in. An unknown email, a wrong password and an account without a membership get one answer, `unauthenticated`,
 * after the same time. With the right password, `second_factor_required` where the account needs a code too, and `forbidden`
 * where it is no member of `restaurantId`.
 */
export async function login(parts: AccountsParts, sessions: Sessions, request: LoginRequest): Promise<Session> {
  const { db, passwords, throttle } = parts
  const { email, password, restaurantId, address, signal } = request
  const attempt = { email, address }
  await throttle.check(attempt)
  const account = await accountByEmail(db, email)
  // Checked again once a slot is free: of a thousand guesses sent at once, only the first few are compared.
  const kind = (await throttle.isKnown(attempt)) ? 'known' : 'sign_in'
  const isRight = await passwords.verify(password, account?.passwordHash, {
    before: () => throttle.check(attempt),
    origin: { kind, address, signal },
  })
  const needsCode = account !== undefined && isRight && (await isTotpOn(db, account.id))
  const session = account && isRight && !needsCode ? await sessions.create(account, restaurantId, request) : undefined
  if (!account || !(session || needsCode)) {
    await throttle.failed(attempt)
    throw wrongCredentials()
  }
  await throttle.succeeded(attempt)
  if (passwords.isOutdated(account.passwordHash)) await renewHash(parts, account, password)
  if (!session) throw await secondFactorRequired(parts, account, restaurantId)
  return session
}

/** The refusal of a wrong email or password, without a hint which. */
export function wrongCredentials(): Problem {
  return new Problem('unauthenticated', 'The email or the password is wrong.')
}

async function renewHash({ db, passwords }: AccountsParts, account: Account, password: string): Promise<void> {
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
