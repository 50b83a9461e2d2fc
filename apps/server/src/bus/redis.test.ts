import { randomUUID } from 'node:crypto'
import { Redis } from 'ioredis'
import { pino } from 'pino'
import { describe, expect, onTestFinished, test } from 'vitest'
import { hasRedis, startRedis, type TestRedis } from '../testing/redis.ts'
import { busContract, hint, listening, logged } from './bus.contract.ts'
import { openRedisBus } from './redis.ts'
import { openRedis } from './redis-client.ts'

const log = pino({ level: 'silent' })

async function join({ url }: TestRedis, prefix: string) {
  const client = openRedis({ url, prefix, log })
  const bus = openRedisBus(client)
  onTestFinished(async () => {
    await bus.close()
    await client.close()
  })
  await expect.poll(() => bus.isUp && client.commands.status).toBe('ready')
  return bus
}

describe.skipIf(!hasRedis)('the bus over Redis', () => {
  busContract(async (nodes) => {
    const redis = await startRedis()
    const prefix = `qtable:${randomUUID()}:`
    return Promise.all(Array.from({ length: nodes }, () => join(redis, prefix)))
  })

  test('two installations on one Redis never hear each other', async () => {
    const redis = await startRedis()
    const [ours, theirs, alsoOurs] = [
      await join(redis, 'ours:'),
      await join(redis, 'theirs:'),
      await join(redis, 'ours:'),
    ]
    const heard = [listening(theirs), listening(alsoOurs)]
    ours.publish(hint({ version: 1 }))
    await expect.poll(() => heard[1]?.length).toBe(1)
    expect(heard[0]).toEqual([])
  })

  test('a node that cannot reach Redis is down at once, telling does no harm, and it comes back by itself', async () => {
    const redis = await startRedis()
    const [one, other] = [await join(redis, 'a:'), await join(redis, 'a:')]
    const heard = listening(other)
    await redis.kill()
    await expect.poll(() => one.isUp || other.isUp).toBe(false)
    one.publish(hint({ version: 1 }))
    await redis.start()
    await expect.poll(() => one.isUp && other.isUp, { timeout: 3000 }).toBe(true)
    await expect
      .poll(() => {
        one.publish(hint({ version: 2 }))
        return heard.length
      })
      .toBeGreaterThan(0)
    expect(heard[0]).toEqual(hint({ version: 2 }))
  })

  test('a Redis that is not there when the node starts is found when it comes', async () => {
    const redis = await startRedis()
    await redis.kill()
    const client = openRedis({ url: redis.url, prefix: 'a:', log })
    const bus = openRedisBus(client)
    onTestFinished(() => client.close())
    bus.publish(hint({ version: 1 }))
    expect(bus.isUp).toBe(false)
    await redis.start()
    await expect.poll(() => bus.isUp, { timeout: 3000 }).toBe(true)
    await bus.close()
  })

  test('what no node would write is ignored', async () => {
    const redis = await startRedis()
    const bus = await join(redis, 'a:')
    const heard = listening(bus)
    const stranger = new Redis(redis.url)
    onTestFinished(() => stranger.disconnect())
    const good = { from: 'x', message: hint({ version: 9 }) }
    const change = logged(9).changes[0]
    const broken = [
      '',
      'not JSON',
      'null',
      '[]',
      '{"from":"x"}',
      JSON.stringify({ from: 'x', message: { kind: 'other' } }),
      JSON.stringify({ ...good, message: { ...good.message, version: -1 } }),
      JSON.stringify({ ...good, message: { ...good.message, restaurantId: 'one' } }),
      JSON.stringify({ ...good, message: { ...good.message, transactions: [{ version: 9 }] } }),
      JSON.stringify({
        ...good,
        message: { ...good.message, transactions: [{ ...logged(9), changes: [{ ...change, data: undefined }] }] },
      }),
      JSON.stringify({ from: 'x', message: { kind: 'ended', ended: {} } }),
    ]
    for (const text of broken) await stranger.publish('a:bus:1', text)
    await stranger.publish('a:bus:2', JSON.stringify(good))
    await stranger.publish('a:bus:1', JSON.stringify(good))
    await expect.poll(() => heard).toEqual([good.message])
  })

  test('[SY91] a hint that would be long goes without its transactions', async () => {
    const redis = await startRedis()
    const [one, other] = [await join(redis, 'a:'), await join(redis, 'a:')]
    const heard = listening(other)
    one.publish(hint({ version: 2, transactions: [logged(2, 'x'.repeat(20_000))] }))
    await expect.poll(() => heard).toEqual([hint({ version: 2 })])
  })
})
