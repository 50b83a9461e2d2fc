import type { Snapshot } from './floors.ts'

/** The snapshots in memory: those that are pinned, and beside them the most recently used. */
export interface Shelf {
  /** The snapshot, for somebody who wants to work with it: it goes last from now on. */
  use(restaurantId: number): Snapshot | undefined
  /** The same, only to look at. */
  peek(restaurantId: number): Snapshot | undefined
  /** Puts it there; in the place of an older one of the restaurant, without that being a use. */
  set(restaurantId: number, snapshot: Snapshot): void
  delete(restaurantId: number): void
  /** Keeps it, now or as soon as it is set, until the function that it returns is called as often as this one. */
  pin(restaurantId: number): () => void
  isPinned(restaurantId: number): boolean
  /** Drops what nobody has used or pinned since an instant of `now`. */
  dropUnusedSince(instant: number): void
  ids(): number[]
  readonly size: number
}

interface Used {
  snapshot: Snapshot
  at: number
}

/** A shelf with room for snapshots of `room` entities and transactions in all, beside those that are pinned. */
export function openShelf({ room, now }: { room: number; now: () => number }): Shelf {
  // The least recently used first: a Map keeps its order, and what is used is taken out and put in again.
  const used = new Map<number, Used>()
  const kept = new Map<number, Snapshot>()
  const pins = new Map<number, number>()
  let taken = 0
  /** The restaurant that `used` ends with. */
  let last: number | undefined

  function shelve(restaurantId: number, entry: Used): void {
    taken += weightOf(entry.snapshot) - weightOf(used.get(restaurantId)?.snapshot)
    if (!used.has(restaurantId)) last = restaurantId
    used.set(restaurantId, entry)
    for (const id of used.keys()) {
      // One alone stays, however large: it is asked for just now.
      if (taken <= room || used.size === 1) return
      takeOff(id)
    }
  }

  function takeOff(restaurantId: number): Snapshot | undefined {
    const snapshot = used.get(restaurantId)?.snapshot
    taken -= weightOf(snapshot)
    used.delete(restaurantId)
    return snapshot
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
    if (snapshot) shelve(restaurantId, { snapshot, at: now() })
  }

  return {
    use(restaurantId) {
      const entry = used.get(restaurantId)
      if (!entry) return kept.get(restaurantId)
      entry.at = now()
      // Mostly it is the one that was used last. Each move makes a new table of a small Map, and chains it to the one before.
      if (restaurantId !== last) {
        used.delete(restaurantId)
        used.set(restaurantId, entry)
        last = restaurantId
      }
      return entry.snapshot
    },
    peek: (restaurantId) => kept.get(restaurantId) ?? used.get(restaurantId)?.snapshot,
    set(restaurantId, snapshot) {
      if (pins.has(restaurantId)) kept.set(restaurantId, snapshot)
      else shelve(restaurantId, { snapshot, at: used.get(restaurantId)?.at ?? now() })
    },
    delete(restaurantId) {
      kept.delete(restaurantId)
      takeOff(restaurantId)
    },
    pin(restaurantId) {
      pins.set(restaurantId, (pins.get(restaurantId) ?? 0) + 1)
      const snapshot = takeOff(restaurantId)
      if (snapshot) kept.set(restaurantId, snapshot)
      let pinned = true
      return () => {
        if (pinned) unpin(restaurantId)
        pinned = false
      }
    },
    isPinned: (restaurantId) => pins.has(restaurantId),
    dropUnusedSince(instant) {
      for (const [restaurantId, { at }] of used) {
        if (at > instant) return
        takeOff(restaurantId)
      }
    },
    ids: () => [...kept.keys(), ...used.keys()],
    get size() {
      return kept.size + used.size
    },
  }
}

function weightOf(snapshot: Snapshot | undefined): number {
  if (!snapshot) return 0
  const { floor, recent } = snapshot
  const { sections, tables, combinations, guests, reservations } = floor
  return 1 + sections.size + tables.size + combinations.size + guests.size + reservations.size + recent.length
}
