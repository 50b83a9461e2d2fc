import { Problem } from '@qtable/domain'
import { LRUCache } from 'lru-cache'
import type { RedisClient } from '../bus/redis-client.ts'

/** Limits how many requests a user or an address may make. */
export interface Limiter {
  /** Counts one request of `key`; throws or rejects with `rate_limited` past the limit. A promise only over Redis. */
  count(key: string): void | Promise<void>
}

export interface LimiterOptions {
  /** How many requests of one key a minute, or in `windowMs`. */
  perMinute: number
  /** An hour or a minute; a minute unless given. */
  windowMs?: number
  /** Keeps the keys of several limiters apart in Redis. */
  name?: string
  /** Counts over all nodes; without it, in memory. */
  redis: Pick<RedisClient, 'commands' | 'prefix'> | undefined
  /** Monotonic milliseconds: a wall clock that is set back would stretch a minute. */
  now?: () => number
}

const minuteMs = 60_000

/** A fixed window for each key, which begins with the key's first request. */
export function openLimiter(options: LimiterOptions): Limiter {
  const { perMinute, windowMs = minuteMs, name: limiterName, redis, now = () => performance.now() } = options
  const period = windowMs === minuteMs ? 'a minute' : 'an hour'
  const windows = new LRUCache<string, { count: number; endsAt: number }>({ max: 50_000 })

  function check(count: number, leftMs: number): void {
    if (count <= perMinute) return
    const retryAfterSeconds = Math.max(0, leftMs) / 1000
    throw new Problem('rate_limited', `At most ${perMinute} requests ${period}`, { retryAfterSeconds })
  }

  async function countInRedis({ commands, prefix }: NonNullable<typeof redis>, key: string): Promise<void> {
    // Without Redis no request is limited: a rate limit must not make Redis a point of failure.
    if (commands.status !== 'ready') return
    const name = `${prefix}rate:${limiterName === undefined ? '' : `${limiterName}:`}${key}`
    const counted = await commands
      .multi()
      .set(name, 0, 'PX', windowMs, 'NX')
      .incr(name)
      .pttl(name)
      .exec()
      .catch(() => null)
    check(Number(counted?.[1]?.[1] ?? 0), Number(counted?.[2]?.[1]))
  }

  function countInMemory(key: string): void {
    const at = now()
    const known = windows.get(key)
    const current = known && known.endsAt > at ? known : { count: 0, endsAt: at + windowMs }
    if (current !== known) windows.set(key, current)
    current.count += 1
    check(current.count, current.endsAt - at)
  }

  return { count: redis ? (key) => countInRedis(redis, key) : countInMemory }
}
