import { type CursorPosition, transactionSuffix } from '@qtable/protocol'
import type { Feed } from './feed.ts'
import type { Floors } from './floors.ts'
import type { Snapshot } from './snapshot.ts'

/**
 * The floor at the position of a cursor of this installation, or later. Undefined where the log does not lead there.
 *
 * A position of the current epoch that the log does not have proves that the database was restored from a backup, even while
 * no server ran: the cursor names a transaction that was committed. This begins a new epoch.
 */
export async function resumePosition(
  position: CursorPosition,
  { floors, feed }: { floors: Floors; feed: Feed },
): Promise<Snapshot | undefined> {
  const { restaurantId, epoch, version } = position
  const includes = (snapshot: Snapshot) => snapshot.epoch === epoch && snapshot.floor.version >= version
  const read = await floors.read(restaurantId)
  // Another node may have issued the cursor for a version that this node has not read yet.
  const snapshot = includes(read) ? read : await floors.catchUp(restaurantId)
  if (snapshot.epoch !== epoch) return undefined
  if (includes(snapshot) && (await isInHistory(position, { snapshot, feed }))) return snapshot
  await floors.renew(restaurantId, epoch)
  return undefined
}

async function isInHistory(
  { restaurantId, version, suffix }: CursorPosition,
  { snapshot, feed }: { snapshot: Snapshot; feed: Feed },
): Promise<boolean> {
  if (suffix === undefined) return true
  const recent = snapshot.recent.find((transaction) => transaction.version === version)
  const id = recent?.id ?? (await feed.transactionIdAt(restaurantId, version))
  return id === undefined || transactionSuffix(id) === suffix
}
