import { Problem } from '@qtable/domain'
import { LRUCache } from 'lru-cache'
import { openTokenBucket } from './token-bucket.ts'

/** Limits how many handshakes a network address begins in a minute. */
export interface HandshakeRate {
  /** Counts one; throws `rate_limited` past the limit. */
  count(address: string): void
}

/** `elapsed` is a monotonic clock in milliseconds. All devices of a restaurant may come back at once: a minute's worth is a burst. */
export function openHandshakeRate(perMinute: number, elapsed: () => number): HandshakeRate {
  const buckets = new LRUCache<string, ReturnType<typeof openTokenBucket>>({ max: 50_000 })
  return {
    count(address) {
      if (perMinute === 0) return
      let bucket = buckets.get(address)
      if (!bucket) {
        bucket = openTokenBucket(perMinute / 60, elapsed, perMinute)
        buckets.set(address, bucket)
      }
      if (bucket.take()) return
      throw new Problem('rate_limited', `At most ${perMinute} handshakes a minute from one network address`, {
        current: { budget: 'handshakes_per_minute', limit: perMinute, used: perMinute + 1 },
        retryAfterSeconds: 60 / perMinute,
      })
    },
  }
}
