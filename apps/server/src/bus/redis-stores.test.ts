import { describe, expect, test } from 'vitest'
import { memoryThrottleStore } from '../accounts/sign-in-throttle.ts'
import { throttleStoreContract } from '../accounts/throttle-store.contract.ts'
import { newHolder, ticketStoreContract } from '../accounts/ticket-store.contract.ts'
import { memoryTickets } from '../accounts/tickets.ts'
import { hasRedis, startRedis, type TestRedis } from '../testing/redis.ts'
import { redisThrottleStore } from './redis-throttle.ts'
import { redisTickets } from './redis-tickets.ts'
import { openTestRedis } from './testing/bus-nodes.ts'

const now = Date.now

async function connected(redis: TestRedis) {
  const client = openTestRedis(redis)
  await expect.poll(() => client.commands.status).toBe('ready')
  return client
}

async function ticketNode(redis: TestRedis) {
  const client = await connected(redis)
  return { client, store: redisTickets({ redis: client, fallback: memoryTickets({ now }) }) }
}

async function throttleNode(redis: TestRedis) {
  const client = await connected(redis)
  return { client, store: redisThrottleStore({ redis: client, local: memoryThrottleStore({ now: () => 1000 }) }) }
}

async function openStores<T>(count: number, open: (redis: TestRedis) => Promise<{ store: T }>): Promise<T[]> {
  const redis = await startRedis()
  const nodes = await Promise.all(Array.from({ length: count }, () => open(redis)))
  return nodes.map(({ store }) => store)
}

describe.skipIf(!hasRedis)('Redis tickets', () => {
  ticketStoreContract((nodes) => openStores(nodes, ticketNode))

  test('[SY2] a ticket created without Redis works once, on the node that created it, also when Redis is back', async () => {
    const redis = await startRedis()
    const [one, other] = [await ticketNode(redis), await ticketNode(redis)]
    await redis.kill()
    await expect.poll(() => one.client.commands.status).not.toBe('ready')
    await one.store.put('a', newHolder(), now() + 30_000)
    const late = newHolder()
    await one.store.put('b', late, now() + 30_000)
    expect(await one.store.take('a')).toBeDefined()
    expect(await one.store.take('a')).toBeUndefined()
    await redis.start()
    await expect
      .poll(() => [one, other].map(({ client }) => client.commands.status), { timeout: 3000 })
      .toEqual(['ready', 'ready'])
    expect(await other.store.take('b')).toBeUndefined()
    expect(await one.store.take('b')).toEqual(late)
    expect(await one.store.take('b')).toBeUndefined()
  })
})

describe.skipIf(!hasRedis)('Redis throttle store', () => {
  throttleStoreContract((nodes) => openStores(nodes, throttleNode))

  test('without Redis a node uses the failures that it has counted itself', async () => {
    const redis = await startRedis()
    const { store, client } = await throttleNode(redis)
    await store.addFailure('a', 1000, 60_000)
    await store.trust('p')
    await redis.kill()
    await expect.poll(() => client.commands.status).not.toBe('ready')
    await store.addFailure('a', 2000, 60_000)
    expect(await store.count('a')).toMatchObject({ failures: 2, lastAt: 2000 })
    expect(await store.isTrusted('p')).toBe(true)
    await store.clear('a')
    expect(await store.count('a')).toBeUndefined()
  })
})
