import { LRUCache } from 'lru-cache'
import type { Snapshot } from './floors.ts'

/** The snapshots in memory: those that are pinned, and beside them the most recently used. */
export interface Shelf {
  get(restaurantId: number): Snapshot | undefined
  set(restaurantId: number, snapshot: Snapshot): void
  delete(restaurantId: number): void
  /** Keeps it, now or as soon as it is set, until the function that it returns is called as often as this one. */
  pin(restaurantId: number): () => void
  ids(): number[]
  readonly size: number
}

/** A shelf with room for `max` snapshots that nobody has pinned. */
export function openShelf(max: number): Shelf {
  const used = new LRUCache<number, Snapshot>({ max })
  const kept = new Map<number, Snapshot>()
  const pins = new Map<number, number>()

  function set(restaurantId: number, snapshot: Snapshot): void {
    if (pins.has(restaurantId)) kept.set(restaurantId, snapshot)
    else used.set(restaurantId, snapshot)
  }

  function remove(restaurantId: number): void {
    kept.delete(restaurantId)
    used.delete(restaurantId)
  }

  function unpin(restaurantId: number): void {
    const left = (pins.get(restaurantId) ?? 0) - 1
    if (left > 0) {
      pins.set(restaurantId, left)
      return
    }
    pins.delete(restaurantId)
    const snapshot = kept.get(restaurantId)
    kept.delete(restaurantId)
    if (snapshot) used.set(restaurantId, snapshot)
  }

  return {
    get: (restaurantId) => kept.get(restaurantId) ?? used.get(restaurantId),
    set,
    delete: remove,
    pin(restaurantId) {
      pins.set(restaurantId, (pins.get(restaurantId) ?? 0) + 1)
      const snapshot = used.get(restaurantId)
      if (snapshot) {
        used.delete(restaurantId)
        kept.set(restaurantId, snapshot)
      }
      let pinned = true
      return () => {
        if (pinned) unpin(restaurantId)
        pinned = false
      }
    },
    ids: () => [...kept.keys(), ...used.keys()],
    get size() {
      return kept.size + used.size
    },
  }
}
