import { Problem } from '@qtable/domain'
import type { Session } from '@qtable/protocol'
import { type Account, accountById } from './account.ts'
import type { AccountsParts } from './accounts-parts.ts'
import { challengeOver, spendChallenge } from './challenges.ts'
import type { SessionOrigin } from './device.ts'
import type { Sessions } from './sessions.ts'
import { acceptCode, isTotpOn } from './totp.ts'

/** The second step of a sign-in: the ticket of the first, and a code. */
export type SecondFactorRequest = SessionOrigin & { ticket: string; code: string }

/** The answer to a right password where a code is needed too: with a ticket that the code completes. */
export async function secondFactorRequired(
  { challenges }: Pick<AccountsParts, 'challenges'>,
  { id, passwordSince }: Account,
  restaurantId: number | undefined,
): Promise<Problem> {
  const { ticket, expires_in } = await challenges.create({
    ...{ purpose: 'second_factor', userId: id, passwordSince, restaurantId },
  })
  return new Problem(
    'second_factor_required',
    'Send this ticket to /auth/second-factor with a code of the authenticator app, or a recovery code.',
    { current: { ticket, expires_in } },
  )
}

/**
 * Completes a sign-in whose password was right. `validation_failed` for a wrong code, after which the ticket still works;
 * `unauthenticated` where it is too old, was used, or password and codes have changed since.
 */
export async function completeSignIn(
  parts: AccountsParts,
  sessions: Sessions,
  { ticket, code, ...origin }: SecondFactorRequest,
): Promise<Session> {
  const challenge = await parts.challenges.read(ticket, 'second_factor')
  const { userId, passwordSince, restaurantId } = challenge
  const account = userId === undefined ? undefined : await accountById(parts.db, userId)
  if (!account || account.email === '' || account.passwordSince !== passwordSince) throw challengeOver()
  await acceptCode(parts, {
    ...{ userId: account.id, code, address: origin.address, recovery: true },
    within: (tx) => spendChallenge(tx, { userId: account.id, challenge, now: parts.now() }),
  })
  const session = await sessions.create(account, restaurantId, origin)
  if (!session) throw challengeOver()
  return session
}

/**
 * For the ways in that take a password and no ticket: `second_factor_required` where the account needs a code and none is
 * given, `validation_failed` where it is wrong.
 */
export async function mustGiveCode(
  parts: AccountsParts,
  { id: userId }: Pick<Account, 'id'>,
  { code, address }: { code?: string | undefined; address?: string | undefined },
): Promise<void> {
  if (!(await isTotpOn(parts.db, userId))) return
  if (code === undefined) {
    throw new Problem(
      'second_factor_required',
      'Send the same again with a code of the authenticator app, or a recovery code.',
    )
  }
  await acceptCode(parts, { userId, code, address, recovery: true })
}
