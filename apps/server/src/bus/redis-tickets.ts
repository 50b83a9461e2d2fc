import { Problem } from '@qtable/domain'
import { z } from 'zod'
import type { TicketStore } from '../accounts/tickets.ts'
import type { RedisClient } from './redis-client.ts'

const Holder = z.object({ userId: z.uuid(), restaurantId: z.int(), sessionId: z.uuid(), expiresAt: z.number() })

/** How many tickets a user may create within the life of one. */
const maxPerUser = 100

/**
 * Tickets that every node redeems. Each is stored in exactly one place, or it could be used twice: in Redis, or in
 * `fallback` if this node had no connection; then it opens a socket on this node only.
 */
export function redisTickets({ redis, fallback }: { redis: RedisClient; fallback: TicketStore }): TicketStore {
  const { commands, prefix } = redis
  const isConnected = () => commands.status === 'ready'

  return {
    async put(key, holder, expiresAt) {
      if (!isConnected()) return fallback.put(key, holder, expiresAt)
      const { userId, restaurantId, sessionId } = holder
      const lifeMs = Math.max(1, expiresAt - Date.now())
      const counter = `${prefix}tickets-of:${userId}`
      const text = JSON.stringify({ userId, restaurantId, sessionId, expiresAt: holder.expiresAt })
      const results = await commands
        .multi()
        .set(counter, 0, 'PX', lifeMs, 'NX')
        .incr(counter)
        .set(`${prefix}ticket:${key}`, text, 'PX', lifeMs)
        .exec()
        .catch((error: unknown) => {
          // The ticket may or may not be stored: it is not handed out.
          throw new Problem('unavailable', 'A ticket cannot be created at the moment', {
            retryAfterSeconds: 1,
            cause: error,
          })
        })
      if (Number(results?.[1]?.[1]) <= maxPerUser) return
      await commands.del(`${prefix}ticket:${key}`).catch(() => undefined)
      throw new Problem('rate_limited', 'Too many unused tickets.', {
        retryAfterSeconds: Math.ceil(lifeMs / 1000),
      })
    },
    async take(key) {
      // Read and deleted atomically: if two nodes redeem it at once, one succeeds.
      const text = isConnected() ? await commands.getdel(`${prefix}ticket:${key}`).catch(() => null) : null
      return text === null ? fallback.take(key) : Holder.parse(JSON.parse(text))
    },
  }
}
