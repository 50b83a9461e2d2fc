import { listedTypes, listOf } from '@qtable/domain'
import { LRUCache } from 'lru-cache'
import type { Snapshot } from './snapshot.ts'

/** The snapshots in memory: the pinned ones and the most recently used ones. */
export interface FloorCache {
  /** Returns the snapshot and counts as a use. */
  get(restaurantId: number): Snapshot | undefined
  /** Like `get`, but does not count as a use (as `peek` of lru-cache). */
  peek(restaurantId: number): Snapshot | undefined
  /** Stores a snapshot. Does not count as a use where it replaces an older one. */
  set(restaurantId: number, snapshot: Snapshot): void
  delete(restaurantId: number): void
  /** Keeps the snapshots of a restaurant, present and later ones, until the returned function is called. Pins are counted. */
  pin(restaurantId: number): () => void
  isPinned(restaurantId: number): boolean
  /** Drops the unpinned snapshots that were last used before an instant of `now`. */
  dropUnusedSince(instant: number): void
  /** The pinned ones, then the others, the least recently used first. */
  ids(): number[]
  readonly size: number
}

interface Entry {
  snapshot: Snapshot
  usedAt: number
}

/** Opens a cache for unpinned snapshots of `capacity` entities and changes of the latest transactions in total. */
export function openFloorCache({ capacity, now }: { capacity: number; now: () => number }): FloorCache {
  // The library keeps the order of use. The weight is counted here, because to the library every `set` is a use.
  const unpinned = new LRUCache<number, Entry>({ maxSize: Number.MAX_SAFE_INTEGER, sizeCalculation: () => 1 })
  const pinned = new Map<number, Snapshot>()
  const pins = new Map<number, number>()
  let weight = 0

  function add(restaurantId: number, entry: Entry): void {
    weight += weightOf(entry.snapshot)
    unpinned.set(restaurantId, entry)
    evict()
  }

  function evict(): void {
    // The last one stays, however large: it is in use.
    while (weight > capacity && unpinned.size > 1) weight -= weightOf(unpinned.pop()?.snapshot)
  }

  function remove(restaurantId: number): Snapshot | undefined {
    const snapshot = unpinned.peek(restaurantId)?.snapshot
    weight -= weightOf(snapshot)
    unpinned.delete(restaurantId)
    return snapshot
  }

  function unpin(restaurantId: number): void {
    const left = (pins.get(restaurantId) ?? 0) - 1
    if (left > 0) {
      pins.set(restaurantId, left)
      return
    }
    pins.delete(restaurantId)
    const snapshot = pinned.get(restaurantId)
    pinned.delete(restaurantId)
    if (snapshot) add(restaurantId, { snapshot, usedAt: now() })
  }

  return {
    get(restaurantId) {
      const entry = unpinned.get(restaurantId)
      if (!entry) return pinned.get(restaurantId)
      entry.usedAt = now()
      return entry.snapshot
    },
    peek: (restaurantId) => pinned.get(restaurantId) ?? unpinned.peek(restaurantId)?.snapshot,
    set(restaurantId, snapshot) {
      const entry = unpinned.peek(restaurantId)
      if (pins.has(restaurantId)) {
        pinned.set(restaurantId, snapshot)
      } else if (entry) {
        weight += weightOf(snapshot) - weightOf(entry.snapshot)
        entry.snapshot = snapshot
        evict()
      } else {
        add(restaurantId, { snapshot, usedAt: now() })
      }
    },
    delete(restaurantId) {
      pinned.delete(restaurantId)
      remove(restaurantId)
    },
    pin(restaurantId) {
      pins.set(restaurantId, (pins.get(restaurantId) ?? 0) + 1)
      const snapshot = remove(restaurantId)
      if (snapshot) pinned.set(restaurantId, snapshot)
      let isPinned = true
      return () => {
        if (isPinned) unpin(restaurantId)
        isPinned = false
      }
    },
    isPinned: (restaurantId) => pins.has(restaurantId),
    dropUnusedSince(instant) {
      for (const restaurantId of [...unpinned.rkeys()]) {
        const entry = unpinned.peek(restaurantId)
        if (!entry || entry.usedAt > instant) return
        remove(restaurantId)
      }
    },
    ids: () => [...pinned.keys(), ...unpinned.rkeys()],
    get size() {
      return pinned.size + unpinned.size
    },
  }
}

function weightOf(snapshot: Snapshot | undefined): number {
  if (!snapshot) return 0
  const { floor, recent } = snapshot
  const changes = recent.reduce((sum, one) => sum + one.changes.length, 0)
  return 1 + changes + listedTypes.reduce((sum, type) => sum + listOf(floor, type).size, 0)
}
