import { wrongField } from '@qtable/domain'
import { accountById, restaurantNamesOf, setPassword } from './account.ts'
import type { AccountsParts } from './accounts-parts.ts'
import type { Identity } from './identity.ts'
import { mustBeGoodPassword } from './password-rules.ts'
import { revokeSessions } from './refresh-tokens.ts'
import { sessionEnded } from './sessions.ts'
import type { WorkOrigin } from './work-queue.ts'

/** The current and the next password, the client's network address, and a signal that is aborted when the client is gone. */
export type PasswordChange = { current: string; next: string } & Pick<WorkOrigin, 'address' | 'signal'>

/** Sets a new password and ends every session of the user but this one; `validation_failed` where `current` is wrong. */
export async function changePassword(
  parts: AccountsParts,
  { userId, sessionId }: Pick<Identity, 'userId' | 'sessionId'>,
  { current, next, address, signal }: PasswordChange,
): Promise<void> {
  const { db, passwords, throttle } = parts
  const account = await accountById(db, userId)
  if (!account) throw sessionEnded()
  const origin: WorkOrigin = { kind: 'member', address, signal }
  // Throttled, so that a stolen access token is no way to guess the password; by address, so that such guesses do not keep
  // its person from changing it.
  const attempt = { email: account.email, address }
  await throttle.check(attempt)
  const before = () => throttle.check(attempt)
  if (!(await passwords.verify(current, account.passwordHash, { before, origin }))) {
    await throttle.failed(attempt)
    throw wrongCurrent()
  }
  await throttle.succeeded(attempt)
  const restaurants = await restaurantNamesOf(db, userId)
  mustBeGoodPassword(next, { email: account.email, restaurants }, 'new_password')
  const hash = await passwords.hash(next, origin)
  const others = await db.asAccount({ userId }, async (tx) => {
    const isChanged = await setPassword(tx, parts, { userId, hash, since: account.passwordSince })
    if (!isChanged) throw wrongCurrent()
    return revokeSessions(tx, parts, { userId, except: sessionId })
  })
  for (const other of others) parts.sessionsEnded({ userId, sessionId: other })
  await parts.appliedEverywhere()
}

function wrongCurrent() {
  return wrongField('current_password', 'is not your password')
}
