import { expect, test } from 'vitest'
import { openTestRestaurant } from '../commands/testing/open-test-restaurant.ts'
import { hasRedis } from '../testing/redis.ts'
import { openLocalBus } from './local.ts'
import { type BusNode, heldBy, openBusNode, openRedisNodes } from './testing/buses.ts'

const withRedis = test.skipIf(!hasRedis)

function allEqual(nodes: readonly BusNode[], restaurantId: number, version: number): boolean {
  const [first, ...others] = nodes.map((node) => heldBy(node, restaurantId))
  if (first?.version !== version) return false
  return others.every((other) => other !== undefined && JSON.stringify(sorted(other)) === JSON.stringify(sorted(first)))
}

function sorted(value: unknown): unknown {
  if (value instanceof Map) return [...value].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, entity]) => sorted(entity))
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([k, v]) => [k, sorted(v)]),
  )
}

withRedis('[SY90] [SY91] a change on one node is on the floors of the others within a blink', async () => {
  const { nodes, restaurantId, guestIds } = await openRedisNodes(3)
  const [first, ...others] = nodes as [BusNode, ...BusNode[]]
  const times: number[] = []
  for (let i = 0; i < 20; i++) {
    const { version } = await first.run(restaurantId, 'guest.update', { guestId: guestIds[0], notes: `note ${i}` })
    const start = performance.now()
    const isThere = () => others.every(({ floors }) => floors.cached(restaurantId)?.floor.version === version)
    await expect.poll(isThere, { interval: 2, timeout: 2000 }).toBe(true)
    times.push(performance.now() - start)
  }
  times.sort((a, b) => a - b)
  // Some 2 ms on an idle machine; a poll of the database would take half a second.
  expect(times[10]).toBeLessThan(150)
  expect(allEqual(nodes, restaurantId, first.floors.cached(restaurantId)?.floor.version ?? 0)).toBe(true)
})

withRedis('[SY90] with all nodes writing at once, all end equal', async () => {
  const { nodes, restaurantId, guestIds } = await openRedisNodes(3)
  const writes = Array.from({ length: 60 }, (_, i) =>
    nodes[i % 3]?.run(restaurantId, 'guest.update', { guestId: guestIds[0], notes: `note ${i}` }),
  )
  const versions = (await Promise.all(writes)).map((outcome) => outcome?.version ?? 0)
  expect(new Set(versions).size).toBe(60)
  await expect.poll(() => allEqual(nodes, restaurantId, Math.max(...versions)), { timeout: 5000 }).toBe(true)
})

withRedis('[SY90] without Redis the others follow all the same, and when it is back they hear again', async () => {
  const { nodes, redis, restaurantId, guestIds } = await openRedisNodes(3)
  const write = async (node: BusNode | undefined, notes: string) =>
    (await node?.run(restaurantId, 'guest.update', { guestId: guestIds[0], notes }))?.version ?? 0
  await redis.kill()
  const without = await write(nodes[1], 'without Redis')
  await expect.poll(() => allEqual(nodes, restaurantId, without), { timeout: 1500 }).toBe(true)
  await redis.start()
  const back = await write(nodes[2], 'Redis is back')
  await expect.poll(() => allEqual(nodes, restaurantId, back), { timeout: 1500 }).toBe(true)
  await expect.poll(() => nodes.every(({ bus }) => bus.isUp), { timeout: 3000 }).toBe(true)
  const later = await write(nodes[0], 'all is well')
  await expect.poll(() => allEqual(nodes, restaurantId, later), { timeout: 1500 }).toBe(true)
})

test('[SY90] hints that never come cost a second', async () => {
  const { db, restaurantId, guestIds } = await openTestRestaurant()
  // Each on a bus of its own: nobody hears anybody.
  const [one, other] = [openLocalBus(), openLocalBus()].map((bus) => openBusNode(db, { bus: bus.join() }))
  await other?.floors.read(restaurantId)
  const outcome = await one?.run(restaurantId, 'guest.update', { guestId: guestIds[0], notes: 'quiet' })
  const version = () => other?.floors.cached(restaurantId)?.floor.version
  await expect.poll(version, { timeout: 1500 }).toBe(outcome?.version)
})

test('[SY92] [I5] [I14] a read on any node shows what any node has acknowledged, without a hint or a poll', async () => {
  const { db, restaurantId, guestIds } = await openTestRestaurant()
  const nodes = [1, 2, 3].map(() => openBusNode(db, { bus: openLocalBus().join(), polls: false }))
  for (const { floors } of nodes) await floors.read(restaurantId)
  for (let i = 0; i < 15; i++) {
    const payload = { guestId: guestIds[0], notes: `note ${i}` }
    const outcome = await nodes[i % 3]?.run(restaurantId, 'guest.update', payload)
    const reads = await Promise.all(nodes.map(({ floors }) => floors.read(restaurantId)))
    for (const { floor } of reads) {
      expect(floor.version).toBe(outcome?.version)
      expect(floor.guests.get(guestIds[0] ?? '')?.notes).toBe(`note ${i}`)
    }
  }
})

test('[SY92] reads beside a stream of changes elsewhere never go back, and ask the database together', async () => {
  const { db, restaurantId, guestIds } = await openTestRestaurant()
  const nodes = [1, 2].map(() => openBusNode(db, { bus: openLocalBus().join(), polls: false }))
  const [writer, reader] = nodes
  let acknowledged = 0
  let isWriting = true
  const writing = (async () => {
    for (let i = 0; i < 50; i++) {
      const payload = { guestId: guestIds[0], notes: `note ${i}` }
      acknowledged = (await writer?.run(restaurantId, 'guest.update', payload))?.version ?? 0
    }
    isWriting = false
  })()
  const reading = Array.from({ length: 20 }, async () => {
    let seen = 0
    while (isWriting) {
      const least = Math.max(seen, acknowledged)
      seen = (await reader?.floors.read(restaurantId))?.floor.version ?? 0
      expect(seen).toBeGreaterThanOrEqual(least)
    }
  })
  await Promise.all([writing, ...reading])
})
