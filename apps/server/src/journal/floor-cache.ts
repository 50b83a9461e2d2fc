import { listedTypes, listOf } from '@qtable/domain'
import { LRUCache } from 'lru-cache'
import type { Snapshot } from './snapshot.ts'

/** The snapshots in memory: those that are pinned, and beside them the most recently used. */
export interface FloorCache {
  /** The snapshot. Counts as a use: it is dropped after all that were used before. */
  get(restaurantId: number): Snapshot | undefined
  /** The snapshot, without counting as a use. */
  peek(restaurantId: number): Snapshot | undefined
  /** Stores a snapshot. Where it replaces an older one of its restaurant, that is no use. */
  set(restaurantId: number, snapshot: Snapshot): void
  delete(restaurantId: number): void
  /** Keeps the restaurant's snapshot, also one that is set later, until the returned function is called. Pins add up. */
  pin(restaurantId: number): () => void
  isPinned(restaurantId: number): boolean
  /** Drops what was last used before an instant of `now` and is not pinned. */
  dropUnusedSince(instant: number): void
  /** The pinned ones, then the others, the least recently used first. */
  ids(): number[]
  readonly size: number
}

interface Entry {
  snapshot: Snapshot
  usedAt: number
}

/** Opens a cache for snapshots of `room` entities and transactions in all, beside those that are pinned. */
export function openFloorCache({ room, now }: { room: number; now: () => number }): FloorCache {
  // For the order of use alone. How much there is room for is counted here: to the library every `set` is a use.
  const unpinned = new LRUCache<number, Entry>({ maxSize: Number.MAX_SAFE_INTEGER, sizeCalculation: () => 1 })
  const pinned = new Map<number, Snapshot>()
  const pins = new Map<number, number>()
  let taken = 0

  function add(restaurantId: number, entry: Entry): void {
    taken += weightOf(entry.snapshot)
    unpinned.set(restaurantId, entry)
    makeRoom()
  }

  function makeRoom(): void {
    // The last one stays, however large: somebody is asking for it.
    while (taken > room && unpinned.size > 1) taken -= weightOf(unpinned.pop()?.snapshot)
  }

  function takeOut(restaurantId: number): Snapshot | undefined {
    const snapshot = unpinned.peek(restaurantId)?.snapshot
    taken -= weightOf(snapshot)
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
        taken += weightOf(snapshot) - weightOf(entry.snapshot)
        entry.snapshot = snapshot
        makeRoom()
      } else {
        add(restaurantId, { snapshot, usedAt: now() })
      }
    },
    delete(restaurantId) {
      pinned.delete(restaurantId)
      takeOut(restaurantId)
    },
    pin(restaurantId) {
      pins.set(restaurantId, (pins.get(restaurantId) ?? 0) + 1)
      const snapshot = takeOut(restaurantId)
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
        takeOut(restaurantId)
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
  return 1 + recent.length + listedTypes.reduce((sum, type) => sum + listOf(floor, type).size, 0)
}
