import { randomUUID } from 'node:crypto'
import { pino } from 'pino'
import { expect, onTestFinished } from 'vitest'
import { openNodeOn, openTestRestaurant } from '../../commands/testing/open-test-restaurant.ts'
import type { Database } from '../../db/database.ts'
import { openHeadPoll } from '../../jobs/head-poll.ts'
import { openFeed } from '../../journal/feed.ts'
import type { Floors } from '../../journal/floors.ts'
import { openJournal } from '../../journal/journal.ts'
import { startRedis, type TestRedis } from '../../testing/redis.ts'
import type { Bus } from '../bus.ts'
import { openRedisBus } from '../redis-bus.ts'
import { openRedis } from '../redis-client.ts'
import { openReplication } from '../replication.ts'

const log = pino({ level: 'silent' })

/** A node without HTTP and sockets: floors, commands, replication and, unless `polls` is false, the head poll. */
export function openBusNode(db: Database, { bus, polls = true }: { bus: Bus; polls?: boolean }) {
  const journal = openJournal({ db })
  const node = openNodeOn(journal, { isShared: true })
  const replication = openReplication({ floors: node.floors, bus, log })
  const poll = openHeadPoll({ journal, floors: node.floors, bus, log })
  if (!polls) void poll.close()
  onTestFinished(async () => {
    replication.close()
    await poll.close()
    await bus.close()
  })
  return { ...node, feed: openFeed({ journal }), poll: poll.poll, bus }
}

export type BusNode = ReturnType<typeof openBusNode>

/** A client of a test's Redis, closed when the test ends. */
export function openTestRedis({ url }: TestRedis, prefix = 'qtable:test:') {
  const client = openRedis({ url, prefix, log })
  onTestFinished(() => client.close())
  return client
}

/** A restaurant on that many nodes that share a Redis, each with the floor in memory. */
export async function openRedisNodes(count: number) {
  const restaurant = await openTestRestaurant()
  const redis = await startRedis()
  const prefix = `qtable:${randomUUID()}:`
  const nodes = Array.from({ length: count }, () =>
    openBusNode(restaurant.db, { bus: openRedisBus(openTestRedis(redis, prefix)) }),
  )
  await expect.poll(() => nodes.every(({ bus }) => bus.isUp)).toBe(true)
  for (const { floors } of nodes) await floors.read(restaurant.restaurantId)
  return { ...restaurant, redis, nodes }
}

/** The floor that a node has in memory, as a comparable value. */
export function heldFloor({ floors }: { floors: Floors }, restaurantId: number) {
  const held = floors.cached(restaurantId)
  return held && { epoch: held.epoch, ...held.floor }
}
