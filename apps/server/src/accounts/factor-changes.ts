import type { Tx } from '../db/database.ts'
import type { Identity } from './identity.ts'
import { sessionEnded } from './sessions.ts'

/**
 * Removes what an account signs in with beside its password: passkeys and, unless `keepsCodes`, codes of an app and recovery
 * codes. `tx` must have the user in its scope.
 */
export async function clearFactors(tx: Tx, userId: string, { keepsCodes }: { keepsCodes: boolean }): Promise<void> {
  await tx.query('delete from passkeys where user_id = $1', [userId])
  if (keepsCodes) return
  await tx.query('delete from totp_factors where user_id = $1', [userId])
  await tx.query('delete from recovery_codes where user_id = $1', [userId])
}

/**
 * Locks an account before a factor is added in one of its sessions; `unauthenticated` where the session has ended. A reset
 * that ends it and removes factors comes before or after, and never in between: nothing that a thief adds outlives it.
 */
export async function lockForFactor(
  tx: Tx,
  { userId, sessionId }: Pick<Identity, 'userId' | 'sessionId'>,
): Promise<void> {
  await tx.query('select from users where id = $1 for update', [userId])
  const [session] = await tx.query<{ isLive: boolean }>(
    `select bool_and(revoked_at is null) as "isLive" from refresh_tokens where user_id = $1 and family_id = $2`,
    [userId, sessionId],
  )
  if (!session?.isLive) throw sessionEnded()
}
