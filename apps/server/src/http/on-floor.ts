import type { Snapshot } from '../journal/snapshot.ts'
import type { Call } from './route.ts'

/** Makes something of the floor of whoever asks: at once where the floor is at hand. */
export function onFloor<T>(
  { world: { floors }, identity: { restaurantId } }: Pick<Call, 'world' | 'identity'>,
  make: (snapshot: Snapshot) => T | Promise<T>,
): T | Promise<T> {
  const snapshot = floors.readCached(restaurantId)
  return snapshot ? make(snapshot) : floors.read(restaurantId).then(make)
}
