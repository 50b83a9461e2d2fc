import type { Logger } from 'pino'
import { memoryThrottleStore, openSignInThrottle, type SignInThrottle } from '../accounts/sign-in-throttle.ts'
import { memoryTickets, type TicketStore } from '../accounts/tickets.ts'
import type { Database } from '../db/database.ts'
import { installationName } from '../db/database-identity.ts'
import type { Bus } from './bus.ts'
import { openLocalBus } from './local-bus.ts'
import { openRedisBus } from './redis-bus.ts'
import type { RedisClient } from './redis-client.ts'
import { redisThrottleStore } from './redis-throttle.ts'
import { redisTickets } from './redis-tickets.ts'

/** The state that the nodes of one installation share outside the database. */
export interface SharedState {
  bus: Bus
  tickets: TicketStore
  throttle: SignInThrottle
  /** Undefined for a single node. */
  redis: RedisClient | undefined
  close(): Promise<void>
}

/** Shares state over Redis, or keeps it in this process without a `url`. Does not wait for Redis to answer. */
export async function openSharedState(options: {
  url: string | undefined
  db: Database
  log: Logger
}): Promise<SharedState> {
  const { url, db, log } = options
  const now = Date.now
  const redis = url === undefined ? undefined : await openRedisAt(url, { db, log })
  const bus = redis ? openRedisBus(redis, log) : openLocalBus(log).join()
  const tickets = memoryTickets({ now })
  const local = memoryThrottleStore({ now })
  return {
    bus,
    redis,
    tickets: redis ? redisTickets({ redis, fallback: tickets }) : tickets,
    throttle: openSignInThrottle({ store: redis ? redisThrottleStore({ redis, local }) : local, now }),
    async close() {
      await bus.close()
      await redis?.close()
    },
  }
}

// Imported only with a Redis, because loading the client takes time at every start.
async function openRedisAt(url: string, { db, log }: { db: Database; log: Logger }): Promise<RedisClient> {
  const { openRedis } = await import('./redis-client.ts')
  return openRedis({ url, prefix: `qtable:${await installationName(db)}:`, log })
}
