import { onTestFinished } from 'vitest'
import { hasRedis, spawnRedis, type TestRedis } from './redis-process.ts'

export { hasRedis, type TestRedis }

if (!hasRedis) {
  process.stderr.write(
    '\n*** NO redis-server: the tests of several nodes are SKIPPED (apt-get install redis-server) ***\n\n',
  )
}

/** Starts a Redis; kills it when the test ends. */
export async function startRedis(): Promise<TestRedis> {
  const redis = await spawnRedis()
  onTestFinished(() => redis.kill())
  return redis
}
