import type { ResyncReason } from '@qtable/protocol'
import type { Stretch } from '../journal/feed.ts'
import { findPosition } from '../wire/since.ts'
import type { SocketWorld } from './socket-parts.ts'
import { versionsAtOnce } from './stream.ts'

/** Where a stream can go on, with the first versions of it that had to be read from the log; or why it cannot. */
export type Place = { version: number; epoch: string; first: Stretch | undefined } | { reason: ResyncReason }

/** Looks a cursor or an instant up, before anything is sent (SY20–SY22). */
export async function locate(
  since: string,
  { world, restaurantId }: { world: Pick<SocketWorld, 'cursors' | 'floors' | 'feed'>; restaurantId: number },
): Promise<Place> {
  const found = await findPosition(since, { parts: world, restaurantId })
  if ('reason' in found) return found
  const { version, snapshot } = found
  const { recent, floor, epoch } = snapshot
  const isInMemory = version >= floor.version || (recent[0]?.version ?? Number.POSITIVE_INFINITY) <= version + 1
  if (isInMemory) return { version, epoch, first: undefined }
  const first = await world.feed.after(restaurantId, { version, snapshot, limit: versionsAtOnce })
  return first === 'gone' ? { reason: 'cursor_too_old' } : { version, epoch, first }
}
