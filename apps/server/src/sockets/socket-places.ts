import { Problem } from '@qtable/domain'

/** Whose sockets are counted together. */
export type PlaceKind = 'user' | 'restaurant' | 'address'

/** Limits how many sockets a user, a restaurant or a network address has open or begins to open. */
export interface SocketPlaces {
  /** Takes a place; returns the function that gives it back. Throws `unavailable`, which says what limit is reached. */
  take(kind: PlaceKind, id: string): () => void
}

const owners = { user: 'user', restaurant: 'restaurant', address: 'network address' } as const satisfies {
  [K in PlaceKind]: string
}

export function openSocketPlaces(limits: Readonly<Record<PlaceKind, number>>): SocketPlaces {
  const taken = new Map<string, number>()
  return {
    take(kind, id) {
      const key = `${kind} ${id}`
      const used = (taken.get(key) ?? 0) + 1
      const limit = limits[kind]
      if (used > limit) {
        throw new Problem('unavailable', `This ${owners[kind]} has ${limit} sockets, and may have no more here`, {
          current: { budget: `sockets_per_${kind}`, limit, used },
          retryAfterSeconds: 1,
        })
      }
      taken.set(key, used)
      let isTaken = true
      return () => {
        if (!isTaken) return
        isTaken = false
        const left = (taken.get(key) ?? 1) - 1
        if (left > 0) taken.set(key, left)
        else taken.delete(key)
      }
    },
  }
}
