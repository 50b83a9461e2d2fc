import { createServer } from 'node:http'
import { type WebSocket, WebSocketServer } from 'ws'
import { answerCalls } from '../processes/answer-calls.ts'

// The limit of every row with sockets: `ws` as it comes. Whoever posts sends every socket the same text, which counts
// versions as a real frame does and has as many bytes.

let version = 1
let frame = ''

const sockets = new WebSocketServer({ noServer: true })
const server = createServer((_request, response) => {
  const at = performance.timeOrigin + performance.now()
  version += 1
  const text = `{"prev_version":${version - 1},"version":${version},"padding":"`
  const bytes = Buffer.from(`${text.padEnd(frame.length - 2, 'x')}"}`)
  for (const socket of sockets.clients) socket.send(bytes, { binary: false })
  const body = `{"version":${version},"at":${at}}`
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': body.length }).end(body)
})
// Connections wait while others have their turn.
server.keepAliveTimeout = 0
server.on('upgrade', (request, wire, head) => {
  sockets.handleUpgrade(request, wire, head, (socket: WebSocket) => {
    socket.send(`{"type":"connection_confirmation","version":${version}}`)
  })
})

const calls = {
  /** Listens; gives the port. Frames have as many bytes as `frameBytes`. */
  async open({ frameBytes }: { frameBytes: number }): Promise<number> {
    frame = 'x'.repeat(frameBytes)
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const address = server.address()
    return typeof address === 'object' && address ? address.port : 0
  },
}
export type BareWs = typeof calls
answerCalls(calls)
