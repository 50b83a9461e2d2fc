import type { ThrottleStore } from '../accounts/sign-in-throttle.ts'
import type { RedisClient } from './redis-client.ts'

/** How long an address that has signed in to an account stays trusted. */
const trustMs = 90 * 86_400_000

/**
 * Counts failed sign-ins over all nodes. `local` counts this node's too and takes over while Redis is away, so that an
 * outage resets no count.
 */
export function redisThrottleStore({ redis, local }: { redis: RedisClient; local: ThrottleStore }): ThrottleStore {
  const { commands, prefix } = redis
  const keyOf = (key: string) => `${prefix}sign-in:${key}`

  // The answer of Redis, or undefined without one.
  async function tryRedis<T>(query: () => Promise<T>): Promise<{ value: T } | undefined> {
    if (commands.status !== 'ready') return undefined
    try {
      return { value: await query() }
    } catch {
      return undefined
    }
  }

  return {
    async count(key) {
      const answer = await tryRedis(() => commands.hmget(keyOf(key), 'failures', 'lastAt'))
      if (!answer) return local.count(key)
      const [failures, lastAt] = answer.value
      return failures && lastAt ? { failures: Number(failures), lastAt: Number(lastAt) } : undefined
    },
    async addFailure(key, at, keepMs) {
      const name = keyOf(key)
      const increment = () =>
        commands.multi().hincrby(name, 'failures', 1).hset(name, 'lastAt', at).pexpire(name, keepMs).exec()
      await Promise.all([local.addFailure(key, at, keepMs), tryRedis(increment)])
    },
    async clear(key) {
      await Promise.all([local.clear(key), tryRedis(() => commands.del(keyOf(key)))])
    },
    async trust(key) {
      await Promise.all([local.trust(key), tryRedis(() => commands.set(`${keyOf(key)}:trusted`, 1, 'PX', trustMs))])
    },
    async isTrusted(key) {
      const answer = await tryRedis(() => commands.exists(`${keyOf(key)}:trusted`))
      return answer?.value === 1 || local.isTrusted(key)
    },
  }
}
