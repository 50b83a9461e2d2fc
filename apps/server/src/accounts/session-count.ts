import type { Tx } from '../db/database.ts'
import { recordAccountChange } from './account-changes.ts'
import { type AccountsParts, currentInstant } from './accounts-parts.ts'

/** How many sessions of one person are kept, those that have ended included. */
export const sessionsPerUser = 500

/**
 * Removes the sessions of a user beyond `most`: those that were used the longest ago. Returns those that were live. An ended
 * one stays for a minute, because it keeps a renewal in flight from counting. `tx` must have the user in its scope.
 */
export async function removeOldestSessions(
  tx: Tx,
  parts: Pick<AccountsParts, 'now'>,
  userId: string,
  most: number = sessionsPerUser,
): Promise<string[]> {
  // From one session to the next in the index: a session may have thousands of tokens.
  const [counted] = await tx.query<{ sessions: number }>(
    `with recursive found (family_id) as (
       (select family_id from refresh_tokens where user_id = $1 order by user_id, family_id limit 1)
       union all
       select (select t.family_id from refresh_tokens t where t.user_id = $1 and t.family_id > f.family_id
                order by t.user_id, t.family_id limit 1)
         from found f where f.family_id is not null)
     select count(family_id)::int as sessions from found`,
    [userId],
  )
  if ((counted?.sessions ?? 0) <= most) return []
  const removed = await tx.query<{ sessionId: string; isLive: boolean }>(
    `delete from refresh_tokens
      where user_id = $1 and (revoked_at is null or revoked_at < $2::timestamptz - interval '1 minute')
        and family_id in (select family_id from refresh_tokens where user_id = $1
                           group by family_id order by max(created_at) desc, family_id desc offset $3)
     returning family_id as "sessionId", revoked_at is null as "isLive"`,
    [userId, currentInstant(parts), most],
  )
  const ended = [...new Set(removed.flatMap(({ sessionId, isLive }) => (isLive ? [sessionId] : [])))]
  if (ended.length > 0) await recordAccountChange(tx, userId)
  return ended
}
