import { Problem } from '@qtable/domain'
import { z } from 'zod'
import type { TicketStore } from '../accounts/tickets.ts'
import type { RedisClient } from './redis-client.ts'

const Holder = z.object({ userId: z.uuid(), restaurantId: z.int(), sessionId: z.uuid(), expiresAt: z.number() })

/**
 * Tickets that every node redeems. Each is in exactly one place, or it could be used twice: in Redis, or, where it was
 * made while this node had no connection, in `fallback`, and then it opens a socket on this node alone. `maxPerUser` is
 * for those made within the life of one.
 */
export function redisTickets(options: {
  redis: RedisClient
  fallback: TicketStore
  now?: () => number
  maxPerUser?: number
}): TicketStore {
  const { redis, fallback, now = Date.now, maxPerUser = 100 } = options
  const { commands, prefix } = redis
  const isConnected = () => commands.status === 'ready'

  return {
    async put(key, holder, expiresAt) {
      if (!isConnected()) return fallback.put(key, holder, expiresAt)
      const { userId, restaurantId, sessionId } = holder
      const life = Math.max(1, expiresAt - now())
      const counter = `${prefix}tickets-of:${userId}`
      const text = JSON.stringify({ userId, restaurantId, sessionId, expiresAt: holder.expiresAt })
      const made = await commands
        .multi()
        .set(counter, 0, 'PX', life, 'NX')
        .incr(counter)
        .set(`${prefix}ticket:${key}`, text, 'PX', life)
        .exec()
        .catch((error: unknown) => {
          // Whether it is there now, nobody knows: it is not handed out.
          throw new Problem('unavailable', 'A ticket cannot be made just now', { retryAfterSeconds: 1, cause: error })
        })
      if (Number(made?.[1]?.[1]) <= maxPerUser) return
      await commands.del(`${prefix}ticket:${key}`).catch(() => undefined)
      throw new Problem('rate_limited', 'Too many tickets wait to be used.', {
        retryAfterSeconds: Math.ceil(life / 1000),
      })
    },
    async take(key) {
      // In one step, so that of two who redeem it on two nodes one gets in.
      const text = isConnected() ? await commands.getdel(`${prefix}ticket:${key}`).catch(() => null) : null
      return text === null ? fallback.take(key) : Holder.parse(JSON.parse(text))
    },
  }
}
