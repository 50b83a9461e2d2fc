import { Problem } from '@qtable/domain'
import { LRUCache } from 'lru-cache'
import type { RedisClient } from '../bus/redis-client.ts'

/** Counts requests against the rate of whoever makes them. */
export interface Limiter {
  /** Counts one; throws or rejects with `rate_limited` where it is one too many. A promise only where it has to ask. */
  count(who: string): void | Promise<void>
}

export interface LimiterOptions {
  /** Requests of one in a minute at most. */
  perMinute: number
  /** Where they are counted over all nodes; in memory without it. */
  redis: Pick<RedisClient, 'commands' | 'prefix'> | undefined
  /** Milliseconds of a clock that nobody sets: one that went back would make a minute long. */
  now?: () => number
}

const minuteMs = 60_000

/** A minute begins with the first request in it; so does the next. */
export function openLimiter({ perMinute, redis, now = () => performance.now() }: LimiterOptions): Limiter {
  const minutes = new LRUCache<string, { count: number; endsAt: number }>({ max: 50_000 })

  function check(count: number, leftMs: number): void {
    if (count <= perMinute) return
    const retryAfterSeconds = Math.max(0, leftMs) / 1000
    throw new Problem('rate_limited', `At most ${perMinute} requests a minute`, { retryAfterSeconds })
  }

  async function countOverAll({ commands, prefix }: NonNullable<typeof redis>, who: string): Promise<void> {
    // While Redis does not answer, nobody is counted: a limit must not be what stops a service.
    if (commands.status !== 'ready') return
    const key = `${prefix}rate:${who}`
    const counted = await commands
      .multi()
      .set(key, 0, 'PX', minuteMs, 'NX')
      .incr(key)
      .pttl(key)
      .exec()
      .catch(() => null)
    check(Number(counted?.[1]?.[1] ?? 0), Number(counted?.[2]?.[1]))
  }

  function countHere(who: string): void {
    const at = now()
    const known = minutes.get(who)
    const minute = known && known.endsAt > at ? known : { count: 0, endsAt: at + minuteMs }
    if (minute !== known) minutes.set(who, minute)
    minute.count += 1
    check(minute.count, minute.endsAt - at)
  }

  return { count: redis ? (who) => countOverAll(redis, who) : countHere }
}
