import type { ThrottleStore } from '../accounts/sign-in-throttle.ts'
import type { RedisClient } from './redis-client.ts'

/** For how long a place that has signed in to an account is known: a season. */
const trustedMs = 90 * 86_400_000

/**
 * Failed sign-ins counted over all nodes. `local` counts along, so that a guesser gains nothing by a Redis that is away:
 * what this node has seen then counts alone.
 */
export function redisThrottleStore({ redis, local }: { redis: RedisClient; local: ThrottleStore }): ThrottleStore {
  const { commands, prefix } = redis
  const named = (key: string) => `${prefix}sign-in:${key}`

  // What Redis answers; undefined where it does not.
  async function answered<T>(ask: () => Promise<T>): Promise<{ value: T } | undefined> {
    if (commands.status !== 'ready') return undefined
    try {
      return { value: await ask() }
    } catch {
      return undefined
    }
  }

  return {
    async count(key) {
      const answer = await answered(() => commands.hmget(named(key), 'failures', 'lastAt'))
      if (!answer) return local.count(key)
      const [failures, lastAt] = answer.value
      return failures && lastAt ? { failures: Number(failures), lastAt: Number(lastAt) } : undefined
    },
    async addFailure(key, at, keepMs) {
      const name = named(key)
      const increment = () =>
        commands.multi().hincrby(name, 'failures', 1).hset(name, 'lastAt', at).pexpire(name, keepMs).exec()
      await Promise.all([local.addFailure(key, at, keepMs), answered(increment)])
    },
    async clear(key) {
      await Promise.all([local.clear(key), answered(() => commands.del(named(key)))])
    },
    async trust(key) {
      await Promise.all([local.trust(key), answered(() => commands.set(`${named(key)}:trusted`, 1, 'PX', trustedMs))])
    },
    async isTrusted(key) {
      const answer = await answered(() => commands.exists(`${named(key)}:trusted`))
      return answer?.value === 1 || local.isTrusted(key)
    },
  }
}
