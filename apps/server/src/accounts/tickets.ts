import { createHash, randomBytes } from 'node:crypto'
import { Problem } from '@qtable/domain'
import type { Identity, SessionKey } from './identity.ts'

/** Whose a ticket is. Their name and role are asked for again when it is used. */
export type TicketHolder = SessionKey & Pick<Identity, 'expiresAt'>

/** Where tickets wait. Several nodes need one they share: then `take` must remove and return in one step. */
export interface TicketStore {
  /** Keeps `holder` under `key` until `expiresAt` (ms since 1970). */
  put(key: string, holder: TicketHolder, expiresAt: number): Promise<void>
  /** Removes and returns it; undefined when it is unknown, used or over. */
  take(key: string): Promise<TicketHolder | undefined>
}

const lifeSeconds = 30

/** A ticket opens one WebSocket within 30 s, for browsers, which cannot send headers with one. */
export function openTickets({ store, now }: { store: TicketStore; now: () => number }) {
  return {
    async create(holder: TicketHolder): Promise<{ ticket: string; expires_in: number }> {
      const ticket = randomBytes(32).toString('base64url')
      await store.put(keyOf(ticket), holder, now() + lifeSeconds * 1000)
      return { ticket, expires_in: lifeSeconds }
    },
    /** Whose ticket it is; a second time, or too late, `unauthenticated`. */
    async redeem(ticket: string): Promise<TicketHolder> {
      const holder = await store.take(keyOf(ticket))
      if (!holder) throw new Problem('unauthenticated', 'The ticket is unknown, used or over.')
      return holder
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

  function sweep(): void {
    for (const [key, { expiresAt }] of tickets) {
      if (expiresAt > now()) return
      remove(key)
    }
  }

  return {
    async put(key, holder, expiresAt) {
      sweep()
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

// By digest, so that comparing keys tells nothing about a ticket.
function keyOf(ticket: string): string {
  return createHash('sha256').update(ticket).digest('base64')
}
