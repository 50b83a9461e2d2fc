import { createHash, randomBytes } from 'node:crypto'
import { Problem } from '@qtable/domain'
import type { Identity, SessionKey } from './identity.ts'

/** The session that a ticket stands for. Name and role are loaded when the ticket is used. */
export type TicketHolder = SessionKey & Pick<Identity, 'expiresAt'>

/** Stores tickets until they are used. Several nodes share one, whose `take` removes and returns atomically. */
export interface TicketStore {
  /** Stores `holder` until `expiresAt` (ms since 1970); `rate_limited` where a user holds too many. */
  put(key: string, holder: TicketHolder, expiresAt: number): Promise<void>
  /** Removes and returns the holder; undefined where the key is unknown, taken or expired. */
  take(key: string): Promise<TicketHolder | undefined>
}

const lifeSeconds = 30

/** A ticket opens one WebSocket within 30 s. Browsers need it, because they cannot send headers with a handshake. */
export function openTickets({ store, now }: { store: TicketStore; now: () => number }) {
  return {
    async create(holder: TicketHolder): Promise<{ ticket: string; expires_in: number }> {
      const ticket = randomBytes(32).toString('base64url')
      await store.put(keyOf(ticket), holder, now() + lifeSeconds * 1000)
      return { ticket, expires_in: lifeSeconds }
    },
    /** The holder of a ticket; `unauthenticated` where it is unknown, used or expired. */
    async redeem(ticket: string): Promise<TicketHolder> {
      const holder = await store.take(keyOf(ticket))
      if (!holder) throw new Problem('unauthenticated', 'The ticket is unknown, used or expired.')
      return holder
    },
  }
}

/** Tickets in memory, which is enough for one node: at most `max`, and `maxPerUser` of one user. */
export function memoryTickets({
  now,
  max = 50_000,
  maxPerUser = 50,
}: { now: () => number } & TicketLimits): TicketStore {
  // All tickets live equally long, so they expire in the order of insertion: a sweep stops at the first live one.
  const tickets = new Map<string, { holder: TicketHolder; expiresAt: number }>()
  const perUser = new Map<string, number>()

  function remove(key: string): void {
    const ticket = tickets.get(key)
    if (!ticket) return
    tickets.delete(key)
    const { userId } = ticket.holder
    const left = (perUser.get(userId) ?? 1) - 1
    if (left === 0) perUser.delete(userId)
    else perUser.set(userId, left)
  }

  function removeExpired(): void {
    for (const [key, { expiresAt }] of tickets) {
      if (expiresAt > now()) return
      remove(key)
    }
  }

  return {
    async put(key, holder, expiresAt) {
      removeExpired()
      const own = perUser.get(holder.userId) ?? 0
      if (own >= maxPerUser || tickets.size >= max) {
        throw new Problem('rate_limited', 'Too many tickets wait to be used.', { retryAfterSeconds: lifeSeconds })
      }
      tickets.set(key, { holder, expiresAt })
      perUser.set(holder.userId, own + 1)
    },
    async take(key) {
      const ticket = tickets.get(key)
      remove(key)
      return ticket && ticket.expiresAt > now() ? ticket.holder : undefined
    },
  }
}

interface TicketLimits {
  max?: number
  maxPerUser?: number
}

// A digest, so that the time of a lookup reveals nothing about a ticket.
function keyOf(ticket: string): string {
  return createHash('sha256').update(ticket).digest('base64')
}
