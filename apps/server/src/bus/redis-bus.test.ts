import { randomUUID } from 'node:crypto'
import { Redis } from 'ioredis'
import { pino } from 'pino'
import { describe, expect, onTestFinished, test } from 'vitest'
import { hasRedis, startRedis, type TestRedis } from '../testing/redis.ts'
import { busContract } from './bus.contract.ts'
import { openRedisBus } from './redis-bus.ts'
import { openRedis } from './redis-client.ts'
import { exampleTransaction, hintMessage, recordMessages } from './testing/bus-messages.ts'

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

describe.skipIf(!hasRedis)('Redis bus', () => {
  busContract(async (nodes) => {
    const redis = await startRedis()
    const prefix = `qtable:${randomUUID()}:`
    return Promise.all(Array.from({ length: nodes }, () => join(redis, prefix)))
  })

  test('two installations on one Redis do not receive each other’s messages', async () => {
    const redis = await startRedis()
    const [ours, theirs, alsoOurs] = [
      await join(redis, 'ours:'),
      await join(redis, 'theirs:'),
      await join(redis, 'ours:'),
    ]
    const received = [recordMessages(theirs), recordMessages(alsoOurs)]
    ours.publish(hintMessage({ version: 1 }))
    await expect.poll(() => received[1]?.length).toBe(1)
    expect(received[0]).toEqual([])
  })

  test('without Redis a bus is down at once, publishing does no harm, and it reconnects', async () => {
    const redis = await startRedis()
    const [one, other] = [await join(redis, 'a:'), await join(redis, 'a:')]
    const received = recordMessages(other)
    await redis.kill()
    await expect.poll(() => one.isUp || other.isUp).toBe(false)
    one.publish(hintMessage({ version: 1 }))
    await redis.start()
    await expect.poll(() => one.isUp && other.isUp, { timeout: 3000 }).toBe(true)
    await expect
      .poll(() => {
        one.publish(hintMessage({ version: 2 }))
        return received.length
      })
      .toBeGreaterThan(0)
    expect(received[0]).toEqual(hintMessage({ version: 2 }))
  })

  test('a bus connects when Redis starts after the node', async () => {
    const redis = await startRedis()
    await redis.kill()
    const client = openRedis({ url: redis.url, prefix: 'a:', log })
    const bus = openRedisBus(client)
    onTestFinished(() => client.close())
    bus.publish(hintMessage({ version: 1 }))
    expect(bus.isUp).toBe(false)
    await redis.start()
    await expect.poll(() => bus.isUp, { timeout: 3000 }).toBe(true)
    await bus.close()
  })

  test('invalid messages are ignored', async () => {
    const redis = await startRedis()
    const bus = await join(redis, 'a:')
    const received = recordMessages(bus)
    const client = new Redis(redis.url)
    onTestFinished(() => client.disconnect())
    const valid = { from: 'x', message: hintMessage({ version: 9 }) }
    const change = exampleTransaction(9).changes[0]
    const invalid = [
      '',
      'not JSON',
      'null',
      '[]',
      '{"from":"x"}',
      JSON.stringify({ from: 'x', message: { kind: 'other' } }),
      JSON.stringify({ ...valid, message: { ...valid.message, version: -1 } }),
      JSON.stringify({ ...valid, message: { ...valid.message, restaurantId: 'one' } }),
      JSON.stringify({ ...valid, message: { ...valid.message, transactions: [{ version: 9 }] } }),
      JSON.stringify({
        ...valid,
        message: {
          ...valid.message,
          transactions: [{ ...exampleTransaction(9), changes: [{ ...change, data: undefined }] }],
        },
      }),
      JSON.stringify({ from: 'x', message: { kind: 'ended', ended: {} } }),
    ]
    for (const text of invalid) await client.publish('a:bus:1', text)
    await client.publish('a:bus:2', JSON.stringify(valid))
    await client.publish('a:bus:1', JSON.stringify(valid))
    await expect.poll(() => received).toEqual([valid.message])
  })

  test('[SY91] a hint that is too long is sent without its transactions', async () => {
    const redis = await startRedis()
    const [one, other] = [await join(redis, 'a:'), await join(redis, 'a:')]
    const received = recordMessages(other)
    one.publish(hintMessage({ version: 2, transactions: [exampleTransaction(2, 'x'.repeat(20_000))] }))
    await expect.poll(() => received).toEqual([hintMessage({ version: 2 })])
  })
})
