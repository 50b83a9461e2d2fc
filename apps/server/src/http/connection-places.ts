import type { Server } from 'node:http'
import type { Socket } from 'node:net'
import type { Logger } from 'pino'
import { networkOf } from '../accounts/sign-in-throttle.ts'
import { openGuard } from '../guarded.ts'
import { isLoopback, type TrustedProxies } from '../trusted-proxies.ts'

// A line for each refused connection would be another way to fill a disk.
const warnEveryMs = 60_000

/**
 * Closes the connections of a network address beyond its `limit`, so that nobody takes all that the process may have. Those
 * of a proxy are many clients', and what runs on this machine is no stranger.
 */
export function limitConnections(
  server: Pick<Server, 'on'>,
  {
    limit,
    proxies,
    log,
  }: { limit: number; proxies: Pick<TrustedProxies, 'isProxy'>; log: Pick<Logger, 'warn' | 'error'> },
): void {
  const open = new Map<string, number>()
  const guard = openGuard({ where: 'connection', log })
  let warnedAt = Number.NEGATIVE_INFINITY

  function count(socket: Socket): void {
    const { remoteAddress = '' } = socket
    if (isLoopback(remoteAddress) || proxies.isProxy(socket)) return
    const network = networkOf(remoteAddress)
    const connections = (open.get(network) ?? 0) + 1
    if (connections > limit) {
      socket.destroy()
      if (performance.now() - warnedAt < warnEveryMs) return
      warnedAt = performance.now()
      log.warn({ address: network, limit }, 'an address has too many connections; behind a proxy, set TRUST_PROXY')
      return
    }
    open.set(network, connections)
    const leave = () => {
      const left = (open.get(network) ?? 1) - 1
      if (left > 0) open.set(network, left)
      else open.delete(network)
    }
    socket.once('close', guard(leave))
  }

  server.on('connection', guard(count))
}
