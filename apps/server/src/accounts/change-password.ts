import { wrongField } from '@qtable/domain'
import { accountById, restaurantNamesOf, setPassword } from './account.ts'
import type { AccountsParts } from './accounts-parts.ts'
import type { Identity } from './identity.ts'
import { mustBeGoodPassword } from './password-rules.ts'
import { revokeSessions } from './refresh-tokens.ts'
import { sessionEnded } from './sessions.ts'

/** Sets a new password and ends every session of the user but this one; `validation_failed` where `current` is wrong. */
export async function changePassword(
  parts: AccountsParts,
  { userId, sessionId }: Pick<Identity, 'userId' | 'sessionId'>,
  { current, next }: { current: string; next: string },
): Promise<void> {
  const { db, passwords, throttle } = parts
  const account = await accountById(db, userId)
  if (!account) throw sessionEnded()
  // Throttled, so that a stolen access token is no way to guess the password.
  const attempt = { email: account.email }
  await throttle.check(attempt)
  if (!(await passwords.verify(current, account.passwordHash, { before: () => throttle.check(attempt) }))) {
    await throttle.failed(attempt)
    throw wrongCurrent()
  }
  await throttle.succeeded(attempt)
  const restaurants = await restaurantNamesOf(db, userId)
  mustBeGoodPassword(next, { email: account.email, restaurants }, 'new_password')
  const hash = await passwords.hash(next)
  const others = await db.asAccount({ userId }, async (tx) => {
    const isChanged = await setPassword(tx, parts, { userId, hash, since: account.passwordSince })
    if (!isChanged) throw wrongCurrent()
    return revokeSessions(tx, parts, { userId, except: sessionId })
  })
  for (const other of others) parts.sessionsEnded({ userId, sessionId: other })
}

function wrongCurrent() {
  return wrongField('current_password', 'is not your password')
}
