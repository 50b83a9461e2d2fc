import { quotaExceeded } from '@qtable/domain'
import { LRUCache } from 'lru-cache'

/** Counts the versions that each restaurant makes. */
export interface VersionRate {
  /** Throws `quota_exceeded` where the restaurant has made too many in the last minute. */
  mustHaveLeft(restaurantId: number): void
  count(restaurantId: number): void
}

const minuteMs = 60_000

/** `now` is a monotonic clock in milliseconds. */
export function openVersionRate(limit: number, now: () => number = () => performance.now()): VersionRate {
  // A fixed minute for each restaurant, which begins with its first version.
  const minutes = new LRUCache<number, { count: number; endsAt: number }>({ max: 100_000 })

  function minuteOf(restaurantId: number) {
    const known = minutes.get(restaurantId)
    if (known && known.endsAt > now()) return known
    const minute = { count: 0, endsAt: now() + minuteMs }
    minutes.set(restaurantId, minute)
    return minute
  }

  return {
    mustHaveLeft(restaurantId) {
      if (limit === 0) return
      const { count, endsAt } = minuteOf(restaurantId)
      if (count < limit) return
      const budget = { name: 'versions_per_minute', limit }
      throw quotaExceeded(budget, count + 1, `At most ${limit} changes a minute`, (endsAt - now()) / 1000)
    },
    count(restaurantId) {
      if (limit > 0) minuteOf(restaurantId).count += 1
    },
  }
}
