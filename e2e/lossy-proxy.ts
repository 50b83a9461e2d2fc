import { once } from 'node:events'
import { createServer, request } from 'node:http'
import type { AddressInfo } from 'node:net'
import { onTestFinished } from 'vitest'
import { type RawData, WebSocket, WebSocketServer } from 'ws'

/** A proxy that leaves out messages of the server and ends connections, as `loses` and `cut` say. */
export interface LossyProxy {
  url: string
  /** How many messages it has left out. */
  readonly lost: number
  /** Ends every socket through it. */
  cut(): void
}

/** Forwards HTTP and sockets to a server; a message of the server for which `loses` is true is left out. */
export async function openLossyProxy(target: string, loses: (message: string) => boolean): Promise<LossyProxy> {
  const pairs = new Set<readonly [WebSocket, WebSocket]>()
  let lost = 0
  const server = createServer((incoming, outgoing) => {
    const forwarded = request(
      target + incoming.url,
      { method: incoming.method, headers: incoming.headers },
      (answer) => {
        outgoing.writeHead(answer.statusCode ?? 502, answer.headers)
        answer.pipe(outgoing)
      },
    )
    forwarded.on('error', () => outgoing.destroy())
    incoming.pipe(forwarded)
  })
  const sockets = new WebSocketServer({ server })
  sockets.on('connection', (client, { url, headers: { authorization } }) => {
    const upstream = new WebSocket(target.replace('http', 'ws') + url, { headers: { authorization } })
    const pair = [client, upstream] as const
    pairs.add(pair)
    const early: RawData[] = []
    client.on('message', (data) =>
      upstream.readyState === WebSocket.OPEN ? upstream.send(String(data)) : early.push(data),
    )
    upstream.on('open', () => {
      for (const data of early) upstream.send(String(data))
    })
    upstream.on('message', (data) => {
      if (loses(String(data))) lost += 1
      else if (client.readyState === WebSocket.OPEN) client.send(String(data))
    })
    for (const [one, other] of [pair, [upstream, client] as const]) {
      one.on('error', () => other.terminate())
      one.on('close', (code) => {
        pairs.delete(pair)
        if (code >= 3000 || code === 1012) other.close(code)
        else other.terminate()
      })
    }
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  function cut(): void {
    for (const pair of pairs) for (const socket of pair) socket.terminate()
  }
  onTestFinished(() => {
    cut()
    server.closeAllConnections()
    server.close()
  })
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    get lost() {
      return lost
    },
    cut,
  }
}
