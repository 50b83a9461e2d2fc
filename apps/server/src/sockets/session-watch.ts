import { Problem } from '@qtable/domain'
import { closeCodes } from '@qtable/protocol'
import type { Logger } from 'pino'
import type { Accounts } from '../accounts/accounts.ts'
import { type Identity, includesSession, type SessionsEnded } from '../accounts/identity.ts'
import { openGuard, reportUnexpected } from '../guarded.ts'

/** A socket, as the session watch sees it. */
export interface WatchedSocket {
  identity: Identity
  close(code: number): void
}

/** Closes sockets whose session has ended, and updates those whose name or role has changed (SY42). */
export interface SessionWatch {
  /** Watches a socket until the returned function is called. */
  watch(socket: WatchedSocket): () => void
  /** Starts the checks that are due. */
  tick(): void
  close(): void
}

interface WatchedRestaurant {
  sockets: Set<WatchedSocket>
  checkAt: number
  isChecking: boolean
  /** Counts the checks that have begun. */
  checks: number
  /** The check that began last. */
  latest: Promise<void>
}

// Covers changes without an event: a session that expires, and rows that are edited by hand.
const checkEveryMs = 60_000
const retryMs = 1000

/**
 * A session that ends on this node closes its sockets at once. For any other change the watch asks the database, with
 * one query per restaurant, however many sockets it has. It also asks for each new socket, because the session may have
 * changed between the handshake and the watch. While the database is away, sockets stay open.
 */
export function openSessionWatch(options: {
  accounts: Pick<Accounts, 'onSessionsEnded' | 'onUsersChanged' | 'sessionUsers'>
  log: Logger
  elapsed: () => number
}): SessionWatch {
  const { accounts, log, elapsed } = options
  const restaurants = new Map<number, WatchedRestaurant>()

  const guard = openGuard({ where: 'session watch', log })
  const onEnded = guard((ended: SessionsEnded) => {
    for (const { sockets } of restaurants.values()) {
      for (const socket of sockets) if (includesSession(ended, socket.identity)) socket.close(closeCodes.authEnded)
    }
  })
  const onChanged = async (userIds: ReadonlySet<string>) => {
    const checks = [...restaurants].flatMap(([restaurantId, entry]) => {
      const isConcerned = [...entry.sockets].some(({ identity }) => userIds.has(identity.userId))
      return isConcerned ? [begin(restaurantId, entry)] : []
    })
    await Promise.all(checks)
  }
  const stopEnded = accounts.onSessionsEnded(onEnded)
  const stopChanged = accounts.onUsersChanged(onChanged)

  async function check(restaurantId: number, entry: WatchedRestaurant): Promise<void> {
    const { sockets } = entry
    entry.checks += 1
    const turn = entry.checks
    const checked = new Map([...sockets].map(({ identity }) => [identity.sessionId, identity]))
    const users = await accounts.sessionUsers(restaurantId, [...checked.values()])
    // A check that began later knows more. Applied after it, this one would bring an older role back.
    if (entry.checks !== turn) return entry.latest
    for (const socket of sockets) {
      const { identity } = socket
      // The socket joined, or changed its session, after the query was sent.
      if (!checked.has(identity.sessionId)) continue
      const user = users.get(identity.sessionId)
      if (user) socket.identity = { ...identity, ...user }
      else socket.close(closeCodes.authEnded)
    }
  }

  function begin(restaurantId: number, entry: WatchedRestaurant): Promise<void> {
    entry.latest = checkNow(restaurantId, entry)
    return entry.latest
  }

  /** Never rejects: a check that fails is due again. */
  async function checkNow(restaurantId: number, entry: WatchedRestaurant): Promise<void> {
    entry.checkAt = elapsed() + checkEveryMs
    try {
      await check(restaurantId, entry)
    } catch (error) {
      entry.checkAt = Math.min(entry.checkAt, elapsed() + retryMs)
      if (error instanceof Problem && error.code === 'unavailable') return
      reportUnexpected(error, { where: 'session watch', log, restaurantId })
    }
  }

  return {
    watch(socket) {
      const { restaurantId } = socket.identity
      const entry = restaurants.get(restaurantId) ?? newEntry(elapsed())
      restaurants.set(restaurantId, entry)
      entry.sockets.add(socket)
      entry.checkAt = elapsed()
      return () => {
        entry.sockets.delete(socket)
        if (entry.sockets.size === 0 && restaurants.get(restaurantId) === entry) restaurants.delete(restaurantId)
      }
    },
    tick() {
      for (const [restaurantId, entry] of restaurants) {
        if (entry.isChecking || elapsed() < entry.checkAt) continue
        entry.isChecking = true
        void begin(restaurantId, entry).then(() => {
          entry.isChecking = false
        })
      }
    },
    close() {
      stopEnded()
      stopChanged()
    },
  }
}

function newEntry(checkAt: number): WatchedRestaurant {
  return { sockets: new Set(), checkAt, isChecking: false, checks: 0, latest: Promise.resolve() }
}
