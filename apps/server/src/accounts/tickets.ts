import { createHash, randomBytes } from 'node:crypto'
import { Problem } from '@qtable/domain'
import type { Identity } from './identity.ts'

/** Where tickets wait. Several nodes need one they share: then `take` must remove and return in one step. */
export interface TicketStore {
  /** Keeps `identity` under `key` until `expiresAt` (ms since 1970). */
  put(key: string, identity: Identity, expiresAt: number): Promise<void>
  /** Removes and returns it; undefined when it is unknown, used or over. */
  take(key: string): Promise<Identity | undefined>
}

const lifeSeconds = 30

/** A ticket opens one WebSocket within 30 s, for browsers, which cannot send headers with one. */
export function openTickets({ store, now }: { store: TicketStore; now: () => number }) {
  return {
    async create(identity: Identity): Promise<{ ticket: string; expires_in: number }> {
      const ticket = randomBytes(32).toString('base64url')
      await store.put(keyOf(ticket), identity, now() + lifeSeconds * 1000)
      return { ticket, expires_in: lifeSeconds }
    },
    /** Whose ticket it is; a second time, or too late, `unauthenticated`. */
    async redeem(ticket: string): Promise<Identity> {
      const identity = await store.take(keyOf(ticket))
      if (!identity) throw new Problem('unauthenticated', 'The ticket is unknown, used or over.')
      return identity
    },
  }
}

/** Tickets in this process's memory: enough for one node. Holds at most `max`, and `maxPerUser` of one user. */
export function memoryTickets({
  now,
  max = 50_000,
  maxPerUser = 50,
}: { now: () => number } & TicketLimits): TicketStore {
  // All live equally long, so the order of insertion is the order of their end: sweeping stops at the first live one.
  const tickets = new Map<string, { identity: Identity; expiresAt: number }>()
  const perUser = new Map<string, number>()

  function remove(key: string): void {
    const ticket = tickets.get(key)
    if (!ticket) return
    tickets.delete(key)
    const left = (perUser.get(ticket.identity.userId) ?? 1) - 1
    if (left === 0) perUser.delete(ticket.identity.userId)
    else perUser.set(ticket.identity.userId, left)
  }

  function sweep(): void {
    for (const [key, { expiresAt }] of tickets) {
      if (expiresAt > now()) return
      remove(key)
    }
  }

  return {
    async put(key, identity, expiresAt) {
      sweep()
      const own = perUser.get(identity.userId) ?? 0
      if (own >= maxPerUser || tickets.size >= max) {
        throw new Problem('rate_limited', 'Too many tickets wait to be used.', { retryAfterSeconds: lifeSeconds })
      }
      tickets.set(key, { identity, expiresAt })
      perUser.set(identity.userId, own + 1)
    },
    async take(key) {
      const ticket = tickets.get(key)
      remove(key)
      return ticket && ticket.expiresAt > now() ? ticket.identity : undefined
    },
  }
}

interface TicketLimits {
  max?: number
  maxPerUser?: number
}

// By digest, so that comparing keys tells nothing about a ticket.
function keyOf(ticket: string): string {
  return createHash('sha256').update(ticket).digest('base64')
}
