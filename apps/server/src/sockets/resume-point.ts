import { roleIncludes } from '@qtable/domain'
import type { ResyncReason } from '@qtable/protocol'
import type { Identity } from '../accounts/identity.ts'
import type { FeedPage } from '../journal/feed.ts'
import { findPosition, isInstant } from '../wire/since.ts'
import type { SocketParts } from './socket-parts.ts'

/** Where a stream resumes, with its first transactions if they had to be read from the log; or why it cannot. */
export type ResumePoint = { version: number; epoch: string; first: FeedPage | undefined } | { reason: ResyncReason }

/** How many versions one read of the log returns at most, and so how many one merged frame from the log covers. */
export const versionsAtOnce = 500

/**
 * Resolves a cursor or an instant, before the first frame is sent (SY20–SY22). Throws `malformed` for a bad instant. Frames
 * are the same for all roles: viewers, who may not read the contacts of parties that were deleted, continue from cursors that
 * they were given, and from no instant of their choice.
 */
export async function findResumePoint(
  since: string,
  {
    parts,
    identity: { restaurantId, role },
  }: { parts: Pick<SocketParts, 'cursors' | 'floors' | 'feed'>; identity: Pick<Identity, 'restaurantId' | 'role'> },
): Promise<ResumePoint> {
  const found = await findPosition(since, { parts, restaurantId })
  if ('reason' in found) return found
  const { version, snapshot } = found
  const { recent, floor, epoch } = snapshot
  const isChosen = isInstant(since) && version < floor.version
  if (isChosen && !roleIncludes(role, 'server')) return { reason: 'cursor_too_old' }
  const isInMemory = version >= floor.version || (recent[0]?.version ?? Number.POSITIVE_INFINITY) <= version + 1
  if (isInMemory) return { version, epoch, first: undefined }
  const first = await parts.feed.after(restaurantId, { version, snapshot, limit: versionsAtOnce })
  return first === 'gone' ? { reason: 'cursor_too_old' } : { version, epoch, first }
}
