import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'

/** A TCP proxy between one client and the servers, which breaks and delays its connections. */
export interface FaultProxy {
  url: string
  /** Ends every connection through it. */
  cut(): void
  /** `stalled`: connections stay open and no bytes pass, as with a pulled cable. `closed`: nothing can connect. */
  set(mode: 'open' | 'stalled' | 'closed'): void
  /** Delays all bytes by `ms`, in both directions. */
  slow(ms: number): void
  close(): Promise<void>
}

/** Forwards each connection to the port that `target` gives at that moment; refuses it if that is undefined. */
export async function openFaultProxy(target: () => number | undefined): Promise<FaultProxy> {
  const pairs = new Set<readonly [Socket, Socket]>()
  let mode: 'open' | 'stalled' | 'closed' = 'open'
  let delayMs = 0

  function forward(from: Socket, to: Socket): void {
    let due = 0
    const later = (run: () => void) => {
      const now = performance.now()
      due = Math.max(due, now + delayMs)
      if (due <= now) run()
      else setTimeout(run, due - now)
    }
    from.on('data', (bytes) => later(() => void (to.writable && to.write(bytes))))
    from.on('end', () => later(() => void to.end()))
    from.on('error', () => to.destroy())
    from.on('close', () => later(() => void to.destroy()))
  }

  const server = createServer((client) => {
    const port = target()
    if (mode === 'closed' || port === undefined) {
      client.destroy()
      return
    }
    const upstream = connect(port, '127.0.0.1')
    const pair = [client, upstream] as const
    pairs.add(pair)
    client.once('close', () => pairs.delete(pair))
    for (const socket of pair) socket.setNoDelay(true)
    forward(client, upstream)
    forward(upstream, client)
    if (mode === 'stalled') for (const socket of pair) socket.pause()
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('The proxy has no port')

  function cut(): void {
    for (const pair of pairs) for (const socket of pair) socket.destroy()
  }

  return {
    url: `http://127.0.0.1:${address.port}`,
    cut,
    set(next) {
      mode = next
      if (mode === 'closed') cut()
      for (const pair of pairs) for (const socket of pair) mode === 'stalled' ? socket.pause() : socket.resume()
    },
    slow(ms) {
      delayMs = ms
    },
    async close() {
      mode = 'closed'
      cut()
      server.close()
      await once(server, 'close')
    },
  }
}
