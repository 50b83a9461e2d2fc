import { createServer } from 'node:http'
import { type WebSocket, WebSocketServer } from 'ws'
import { answerCalls } from '../processes/answer-calls.ts'

// The baseline of the rows with sockets: `ws` with its defaults. A POST sends every socket one frame, which has the versions
// and the length of a real frame.

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
// Connections are idle while the other server is measured.
server.keepAliveTimeout = 0
server.on('upgrade', (request, wire, head) => {
  sockets.handleUpgrade(request, wire, head, (socket: WebSocket) => {
    socket.send(`{"type":"connection_confirmation","version":${version}}`)
  })
})

const calls = {
  /** Listens; returns the port. A frame has `frameBytes` bytes. */
  async open({ frameBytes }: { frameBytes: number }): Promise<number> {
    frame = 'x'.repeat(frameBytes)
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const address = server.address()
    return typeof address === 'object' && address ? address.port : 0
  },
}
export type BareWs = typeof calls
answerCalls(calls)
