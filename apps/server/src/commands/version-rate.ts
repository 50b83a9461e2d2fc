import { quotaExceeded } from '@qtable/domain'
import { LRUCache } from 'lru-cache'
import type { Budgets } from '../budgets.ts'

/** Counts what each restaurant adds to its log: versions, and bytes. */
export interface VersionRate {
  /** Throws `quota_exceeded` where the restaurant has added too much in the last minute or hour. */
  mustHaveLeft(restaurantId: number): void
  /** Counts a version with the bytes of its changes. */
  count(restaurantId: number, bytes: number): void
  /** Counts bytes that are stored without a version. */
  countBytes(restaurantId: number, bytes: number): void
}

const minuteMs = 60_000
// A version or a receipt also stores keys, ids and index entries beside its JSON.
const rowBytes = 200

/** `now` is a monotonic clock in milliseconds. */
export function openVersionRate(
  limits: Pick<Budgets, 'versions_per_minute' | 'bytes_per_hour'>,
  now: () => number = () => performance.now(),
): VersionRate {
  const minutes = openWindows(limits.versions_per_minute, minuteMs, now)
  const hours = openWindows(limits.bytes_per_hour, 60 * minuteMs, now)
  return {
    mustHaveLeft(restaurantId) {
      minutes.mustHaveLeft(
        restaurantId,
        'versions_per_minute',
        `At most ${limits.versions_per_minute} changes a minute`,
      )
      hours.mustHaveLeft(restaurantId, 'bytes_per_hour', `At most ${limits.bytes_per_hour} bytes of changes an hour`)
    },
    count(restaurantId, bytes) {
      minutes.add(restaurantId, 1)
      hours.add(restaurantId, rowBytes + bytes)
    },
    countBytes(restaurantId, bytes) {
      hours.add(restaurantId, rowBytes + bytes)
    },
  }
}

/** A fixed window for each restaurant, which begins with the first that is added to it. Without a limit nothing is counted. */
function openWindows(limit: number, windowMs: number, now: () => number) {
  const windows = new LRUCache<number, { count: number; endsAt: number }>({ max: 100_000 })

  function windowOf(restaurantId: number) {
    const known = windows.get(restaurantId)
    if (known && known.endsAt > now()) return known
    const window = { count: 0, endsAt: now() + windowMs }
    windows.set(restaurantId, window)
    return window
  }

  return {
    mustHaveLeft(restaurantId: number, name: string, detail: string): void {
      if (limit === 0) return
      const { count, endsAt } = windowOf(restaurantId)
      if (count >= limit) throw quotaExceeded({ name, limit }, count + 1, detail, (endsAt - now()) / 1000)
    },
    add(restaurantId: number, amount: number): void {
      if (limit > 0) windowOf(restaurantId).count += amount
    },
  }
}
