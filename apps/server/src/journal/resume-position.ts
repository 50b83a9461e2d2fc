import { type CursorPosition, transactionSuffix } from '@qtable/protocol'
import type { Feed } from './feed.ts'
import type { Floors } from './floors.ts'
import type { Snapshot } from './snapshot.ts'

/**
 * The floor at a position that a server of this installation has given out, or after it: waits until this node has read
 * that far. Undefined where the history does not lead there any more.
 *
 * A position of the present epoch that the log does not have proves that the database was put back, whenever and by whom
 * that was done, also while no server ran: what the cursor names was committed once. That begins a new epoch.
 */
export async function resumePosition(
  position: CursorPosition,
  { floors, feed }: { floors: Floors; feed: Feed },
): Promise<Snapshot | undefined> {
  const { restaurantId, epoch, version } = position
  const includes = (snapshot: Snapshot) => snapshot.epoch === epoch && snapshot.floor.version >= version
  const read = await floors.read(restaurantId)
  // Another node may have given the cursor for a version that this one has not read yet.
  const snapshot = includes(read) ? read : await floors.catchUp(restaurantId)
  if (snapshot.epoch !== epoch) return undefined
  if (includes(snapshot) && (await isOfItsHistory(position, { snapshot, feed }))) return snapshot
  await floors.renew(restaurantId, epoch)
  return undefined
}

async function isOfItsHistory(
  { restaurantId, version, suffix }: CursorPosition,
  { snapshot, feed }: { snapshot: Snapshot; feed: Feed },
): Promise<boolean> {
  if (suffix === undefined) return true
  const recent = snapshot.recent.find((transaction) => transaction.version === version)
  const id = recent?.id ?? (await feed.transactionIdAt(restaurantId, version))
  return id === undefined || transactionSuffix(id) === suffix
}
