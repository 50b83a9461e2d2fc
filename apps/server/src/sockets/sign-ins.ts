import { Problem } from '@qtable/domain'
import { closeCodes } from '@qtable/protocol'
import type { Logger } from 'pino'
import type { Accounts } from '../accounts/accounts.ts'
import { type Identity, includesSession } from '../accounts/identity.ts'

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

// Where nothing is heard of a change: a session that ends by its age, or rows that were changed by hand.
const anywayEveryMs = 60_000
const againAfterMs = 1000

/**
 * What ends on this node is heard at once and closes sockets by itself. What has changed here or anywhere is asked for:
 * one question for a whole restaurant, however many sockets it has. So is whoever comes, because what they were let in
 * with may have changed before they were watched over. While the database is away, whoever is here stays.
 */
export function openSignIns(options: {
  accounts: Pick<Accounts, 'onSessionsEnded' | 'onUsersChanged' | 'sessionUsers'>
  log: Logger
  elapsed: () => number
}): SignIns {
  const { accounts, log, elapsed } = options
  const restaurants = new Map<number, { sockets: Set<SignedIn>; askAt: number; isAsking: boolean }>()

  const stopHearingEnds = accounts.onSessionsEnded((ended) => {
    for (const { sockets } of restaurants.values()) {
      for (const socket of sockets) if (includesSession(ended, socket.identity)) socket.close(closeCodes.authEnded)
    }
  })
  const stopHearingChanges = accounts.onUsersChanged((userIds) => {
    for (const entry of restaurants.values()) {
      for (const { identity } of entry.sockets) if (userIds.has(identity.userId)) entry.askAt = elapsed()
    }
  })

  async function ask(restaurantId: number, sockets: ReadonlySet<SignedIn>): Promise<void> {
    const asked = new Map([...sockets].map(({ identity }) => [identity.sessionId, identity]))
    const standings = await accounts.sessionUsers(restaurantId, [...asked.values()])
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
      const entry = restaurants.get(restaurantId) ?? { sockets: new Set(), askAt: elapsed(), isAsking: false }
      restaurants.set(restaurantId, entry)
      entry.sockets.add(socket)
      entry.askAt = elapsed()
      return () => {
        entry.sockets.delete(socket)
        if (entry.sockets.size === 0 && restaurants.get(restaurantId) === entry) restaurants.delete(restaurantId)
      }
    },
    tick() {
      for (const [restaurantId, entry] of restaurants) {
        if (entry.isAsking || elapsed() < entry.askAt) continue
        entry.isAsking = true
        entry.askAt = elapsed() + anywayEveryMs
        ask(restaurantId, entry.sockets)
          .catch((error: unknown) => {
            entry.askAt = Math.min(entry.askAt, elapsed() + againAfterMs)
            if (error instanceof Problem && error.code === 'unavailable') return
            log.error({ err: error, restaurantId }, 'sign-ins of sockets could not be checked')
          })
          .finally(() => {
            entry.isAsking = false
          })
      }
    },
    close() {
      stopHearingEnds()
      stopHearingChanges()
    },
  }
}
