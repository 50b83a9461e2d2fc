import type { Snapshot } from '../journal/snapshot.ts'
import type { Call } from './route.ts'

/** Calls `read` with the caller's floor. Without a promise where the floor is in memory and known to be current. */
export function withFloor<T>(
  { parts: { floors }, identity: { restaurantId } }: Pick<Call, 'parts' | 'identity'>,
  read: (snapshot: Snapshot) => T | Promise<T>,
): T | Promise<T> {
  const snapshot = floors.readCached(restaurantId)
  return snapshot ? read(snapshot) : floors.read(restaurantId).then(read)
}
