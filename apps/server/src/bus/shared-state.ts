import type { Logger } from 'pino'
import { memoryThrottleStore, openSignInThrottle, type SignInThrottle } from '../accounts/sign-in-throttle.ts'
import { memoryTickets, type TicketStore } from '../accounts/tickets.ts'
import type { Database } from '../db/database.ts'
import { installationName } from '../db/database-identity.ts'
import type { Bus } from './bus.ts'
import { openLocalBus } from './local.ts'
import { openRedisBus } from './redis.ts'
import type { RedisClient } from './redis-client.ts'
import { redisThrottleStore } from './redis-throttle.ts'
import { redisTickets } from './redis-tickets.ts'

/** What this node has in common with the others of its installation. */
export interface Neighbours {
  bus: Bus
  tickets: TicketStore
  throttle: SignInThrottle
  /** Undefined where there is one node. */
  redis: RedisClient | undefined
  close(): Promise<void>
}

/** Meets the others over Redis; without a `url` this node is alone. A Redis that does not answer is waited for by nobody. */
export async function openNeighbours(options: {
  url: string | undefined
  db: Database
  log: Logger
  now?: () => number
}): Promise<Neighbours> {
  const { url, db, log, now = Date.now } = options
  const redis = url === undefined ? undefined : await openRedisOf(url, { db, log })
  const bus = redis ? openRedisBus(redis) : openLocalBus().join()
  const tickets = memoryTickets({ now })
  const local = memoryThrottleStore({ now })
  return {
    bus,
    redis,
    tickets: redis ? redisTickets({ redis, fallback: tickets, now }) : tickets,
    throttle: openSignInThrottle({ store: redis ? redisThrottleStore({ redis, local }) : local, now }),
    async close() {
      await bus.close()
      await redis?.close()
    },
  }
}

// The client for Redis is loaded where there is one.
async function openRedisOf(url: string, { db, log }: { db: Database; log: Logger }): Promise<RedisClient> {
  const { openRedis } = await import('./redis-client.ts')
  return openRedis({ url, prefix: `qtable:${await installationName(db)}:`, log })
}
