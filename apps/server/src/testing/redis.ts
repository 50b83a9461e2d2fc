import { onTestFinished } from 'vitest'
import { hasRedis, spawnRedis, type TestRedis } from './redis-process.ts'

export { hasRedis, type TestRedis }

if (!hasRedis) {
  process.stderr.write(
    '\n*** NO redis-server: everything about several nodes stays UNTESTED (apt-get install redis-server) ***\n\n',
  )
}

/** Starts one; it ends with the test. */
export async function startRedis(): Promise<TestRedis> {
  const redis = await spawnRedis()
  onTestFinished(() => redis.kill())
  return redis
}
