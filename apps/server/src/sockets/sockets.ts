import type { Server } from 'node:http'
import { closeCodes } from '@qtable/protocol'
import { openGuard, reportUnexpected } from '../guarded.ts'
import { openTrustedProxies } from '../trusted-proxies.ts'
import { type AdmittedSocket, openAdmission, type SocketLimits } from './admission.ts'
import { openRooms } from './rooms.ts'
import { openSessionWatch } from './session-watch.ts'
import { openSocketConnection, type SocketConnection } from './socket-connection.ts'
import type { SocketParts } from './socket-parts.ts'

/** The WebSocket endpoints. */
export interface Sockets {
  /** The number of open sockets of one restaurant, or of all. */
  count(restaurantId?: number): number
  /** Refuses new sockets, answers commands in progress, and closes all sockets; resolves when all are closed. */
  drain(): Promise<void>
}

const tickMs = 250
const sweepMs = 2_000
// Each client gets its own reconnect delay, so that they do not all return at once: 20 ms apart, within 10 s.
const firstReconnectMs = 500
const reconnectStepMs = 20
const reconnectWithinMs = 10_000
/** A socket whose commands are not answered by then is closed all the same. */
const drainWithinMs = 8_000

/** Serves `/ws/restaurant/sync` and `/realtime` on an HTTP server whose `shouldUpgradeCallback` is `isUpgrade`. */
export function openSockets(
  options: Omit<SocketParts, 'now' | 'elapsed' | 'proxies'> &
    Partial<Pick<SocketParts, 'now' | 'elapsed' | 'proxies'>> & {
      server: Server
      limits?: Partial<SocketLimits>
    },
): Sockets {
  const { server, log, metrics, now = Date.now, elapsed = () => performance.now() } = options
  const { proxies = openTrustedProxies() } = options
  const parts: SocketParts = { ...options, now, elapsed, proxies }
  const rooms = openRooms(parts)
  const sessionWatch = openSessionWatch(parts)
  /** Each open connection, with a promise that resolves when its socket is closed. */
  const connections = new Map<SocketConnection, Promise<void>>()
  const admission = openAdmission({
    ...{ parts, rooms, onAdmitted: open },
    limits: options.limits,
    socketCount: () => connections.size,
  })

  const reportLate = (error: unknown) => reportUnexpected(error, { where: 'sockets', log })

  function open({ release, ...admitted }: AdmittedSocket): void {
    const { endpoint, identity, socket } = admitted
    const fields = { restaurantId: identity.restaurantId, userId: identity.userId, endpoint }
    const closed = Promise.withResolvers<void>()
    const unwatch = Promise.withResolvers<() => void>()
    socket.once('close', () => closed.resolve())
    metrics.opened(endpoint)
    log.info(fields, 'socket opened')
    const connection = openSocketConnection({
      ...admitted,
      parts,
      onEnd(code) {
        release()
        unwatch.promise.then((stop) => stop()).catch(reportLate)
        metrics.closed(endpoint, code)
        log.info({ ...fields, code }, 'socket closed')
      },
    })
    unwatch.resolve(sessionWatch.watch(connection))
    connections.set(
      connection,
      closed.promise.finally(() => connections.delete(connection)),
    )
  }

  async function closeAll(): Promise<void> {
    const stepMs = Math.max(1, Math.min(reconnectStepMs, Math.floor(reconnectWithinMs / Math.max(1, connections.size))))
    const late = Promise.withResolvers<void>()
    const timer = setTimeout(late.resolve, drainWithinMs)
    await Promise.all(
      [...connections].map(async ([connection, closed], index) => {
        await Promise.race([connection.drain(firstReconnectMs + index * stepMs), late.promise])
        connection.close(closeCodes.restart)
        await closed
      }),
    )
    clearTimeout(timer)
  }

  function tick(): void {
    sessionWatch.tick()
    for (const connection of connections.keys()) {
      try {
        connection.tick()
      } catch (error) {
        connection.fail(error)
      }
    }
  }

  const guard = openGuard({ where: 'sockets', log })
  server.on('upgrade', admission.onUpgrade)
  const ticking = setInterval(guard(tick), tickMs)
  const sweeping = setInterval(guard(rooms.sweep), sweepMs)
  ticking.unref()
  sweeping.unref()

  return {
    count: rooms.count,
    async drain() {
      admission.stop()
      await closeAll()
      clearInterval(ticking)
      clearInterval(sweeping)
      server.off('upgrade', admission.onUpgrade)
      sessionWatch.close()
      rooms.close()
    },
  }
}
