import { Problem } from '@qtable/domain'
import { closeCodes } from '@qtable/protocol'
import type { Logger } from 'pino'
import type { Accounts } from '../accounts/accounts.ts'
import type { Identity } from '../accounts/identity.ts'

/** A socket as the one who watches over sign-ins sees it. */
export interface SignedIn {
  identity: Identity
  close(code: number): void
}

/** Keeps the sockets in step with who may be here: SY42. */
export interface SignIns {
  /** Watches over a socket until the function that it returns is called. */
  watch(socket: SignedIn): () => void
  /** Asks what is due to be asked. */
  tick(): void
  close(): void
}

// With the time that a question takes, well within the 5 seconds that somebody removed may still be here.
const everyMs = 2500

/**
 * What ends on this node is heard at once; what ends on another one, and every change of a role, is asked for: one
 * question for a whole restaurant, however many sockets it has. While the database is away, whoever is here stays.
 */
export function openSignIns(options: { accounts: Accounts; log: Logger; now: () => number }): SignIns {
  const { accounts, log, now } = options
  const restaurants = new Map<number, { sockets: Set<SignedIn>; askAt: number; isAsking: boolean }>()

  const stopListening = accounts.onEnded(({ userId, restaurantId, sessionId }) => {
    for (const { sockets } of restaurants.values()) {
      for (const socket of sockets) {
        const { identity } = socket
        if (identity.userId !== userId) continue
        if (restaurantId !== undefined && identity.restaurantId !== restaurantId) continue
        if (sessionId !== undefined && identity.sessionId !== sessionId) continue
        socket.close(closeCodes.authEnded)
      }
    }
  })

  async function ask(restaurantId: number, sockets: ReadonlySet<SignedIn>): Promise<void> {
    const asked = new Map([...sockets].map(({ identity }) => [identity.sessionId, identity]))
    const standings = await accounts.standings(restaurantId, [...asked.values()])
    for (const socket of sockets) {
      const { identity } = socket
      // A socket that came, or took another session, since we asked.
      if (!asked.has(identity.sessionId)) continue
      const standing = standings.get(identity.sessionId)
      if (standing) socket.identity = { ...identity, ...standing }
      else socket.close(closeCodes.authEnded)
    }
  }

  return {
    watch(socket) {
      const { restaurantId } = socket.identity
      const entry = restaurants.get(restaurantId) ?? { sockets: new Set(), askAt: now() + everyMs, isAsking: false }
      restaurants.set(restaurantId, entry)
      entry.sockets.add(socket)
      return () => {
        entry.sockets.delete(socket)
        if (entry.sockets.size === 0 && restaurants.get(restaurantId) === entry) restaurants.delete(restaurantId)
      }
    },
    tick() {
      for (const [restaurantId, entry] of restaurants) {
        if (entry.isAsking || now() < entry.askAt) continue
        entry.isAsking = true
        entry.askAt = now() + everyMs
        ask(restaurantId, entry.sockets)
          .catch((error: unknown) => {
            if (error instanceof Problem && error.code === 'unavailable') return
            log.error({ err: error, restaurantId }, 'sign-ins of sockets could not be checked')
          })
          .finally(() => {
            entry.isAsking = false
          })
      }
    },
    close: stopListening,
  }
}
