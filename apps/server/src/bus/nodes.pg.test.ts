import { expect, test } from 'vitest'
import { openTestRestaurant } from '../commands/testing/open-test-restaurant.ts'
import { hasRedis } from '../testing/redis.ts'
import { openLocalBus } from './local-bus.ts'
import { type BusNode, heldFloor, openBusNode, openRedisNodes } from './testing/bus-nodes.ts'

const withRedis = test.skipIf(!hasRedis)

function allEqual(nodes: readonly BusNode[], restaurantId: number, version: number): boolean {
  const [first, ...others] = nodes.map((node) => heldFloor(node, restaurantId))
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

withRedis('[SY90] [SY91] a change on one node reaches the floors of the others within milliseconds', async () => {
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
  // About 2 ms on an idle machine; a poll of the database would take half a second.
  expect(times[10]).toBeLessThan(150)
  expect(allEqual(nodes, restaurantId, first.floors.cached(restaurantId)?.floor.version ?? 0)).toBe(true)
})

withRedis(
  '[SY90] without Redis the other nodes still catch up, and when it is back they receive messages again',
  async () => {
    const { nodes, redis, restaurantId, guestIds } = await openRedisNodes(3)
    const write = async (node: BusNode | undefined, notes: string) =>
      (await node?.run(restaurantId, 'guest.update', { guestId: guestIds[0], notes }))?.version ?? 0
    await redis.kill()
    const without = await write(nodes[1], 'without Redis')
    await expect.poll(() => allEqual(nodes, restaurantId, without), { timeout: 1500 }).toBe(true)
    await redis.start()
    const back = await write(nodes[2], 'with Redis again')
    await expect.poll(() => allEqual(nodes, restaurantId, back), { timeout: 1500 }).toBe(true)
    await expect.poll(() => nodes.every(({ bus }) => bus.isUp), { timeout: 3000 }).toBe(true)
    const later = await write(nodes[0], 'later')
    await expect.poll(() => allEqual(nodes, restaurantId, later), { timeout: 1500 }).toBe(true)
  },
)

test('[SY90] a lost hint costs a second at most', async () => {
  const { db, restaurantId, guestIds } = await openTestRestaurant()
  // Each node has its own bus, so no message arrives.
  const [one, other] = [openLocalBus(), openLocalBus()].map((bus) => openBusNode(db, { bus: bus.join() }))
  await other?.floors.read(restaurantId)
  const outcome = await one?.run(restaurantId, 'guest.update', { guestId: guestIds[0], notes: 'quiet' })
  const version = () => other?.floors.cached(restaurantId)?.floor.version
  await expect.poll(version, { timeout: 1500 }).toBe(outcome?.version)
})

test('[SY92] [I5] [I14] a read on any node shows every acknowledged change of any node, without hints or polls', async () => {
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

test('[SY92] reads during changes on another node never go back to an older version', async () => {
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
    let latest = 0
    while (isWriting) {
      const least = Math.max(latest, acknowledged)
      latest = (await reader?.floors.read(restaurantId))?.floor.version ?? 0
      expect(latest).toBeGreaterThanOrEqual(least)
    }
  })
  await Promise.all([writing, ...reading])
})
