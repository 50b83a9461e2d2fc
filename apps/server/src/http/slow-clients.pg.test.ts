import { once } from 'node:events'
import { type AddressInfo, connect, type Socket } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { openTestServer, type TestServerOptions } from './testing/open-server.ts'

async function open(options: TestServerOptions = {}) {
  const server = await openTestServer(options)
  onTestFinished(server.close)
  await server.app.listen({ port: 0, host: '127.0.0.1' })
  const { port } = server.app.server.address() as AddressInfo
  /** Sends bytes on a new connection. */
  function send(text: string): Socket {
    const socket = connect(port, '127.0.0.1')
    socket.on('error', () => {})
    socket.write(text)
    onTestFinished(() => void socket.destroy())
    return socket
  }
  /** The status of the first answer on a connection. */
  async function statusOn(socket: Socket): Promise<string> {
    const [bytes] = await once(socket, 'data')
    return String(bytes).slice(9, 12)
  }
  return { server, send, statusOn }
}

test('[I29] [I30] bodies that come slowly take a bounded room of each restaurant, and nothing from another one', async () => {
  const { server, send, statusOn } = await open()
  const [slow, other] = [await server.register(), await server.register()]
  const head = ({ session }: typeof slow, length: string) =>
    `POST /api/v1/atomic/batch HTTP/1.1\r\nHost: q\r\nAuthorization: Bearer ${session.access_token}\r\n` +
    `Content-Type: application/json\r\n${length}\r\n\r\n`
  const held = Array.from({ length: 16 }, () => send(`${head(slow, 'Content-Length: 1048576')}{"operations":[`))
  // Each has arrived once a request on a later connection was answered.
  await statusOn(send(`GET /health HTTP/1.1\r\nHost: q\r\n\r\n`))
  expect(await statusOn(send(head(slow, 'Content-Length: 1000000')))).toBe('503')
  expect(await statusOn(send(head(slow, 'Transfer-Encoding: chunked')))).toBe('503')
  const body = JSON.stringify({ operations: [], filler: 'x'.repeat(100_000) })
  expect(await statusOn(send(`${head(other, `Content-Length: ${body.length}`)}${body}`))).toBe('422')
  expect((await slow.ask('POST', 'guests', { partySize: 2 })).status).toBe(201)
  for (const socket of held) socket.destroy()
  await expect.poll(() => statusOn(send(`${head(slow, `Content-Length: ${body.length}`)}${body}`))).toBe('422')
})

test('[I29] who has not signed in sends no more than 64 KB, also where there is nothing', async () => {
  const { send, statusOn } = await open()
  for (const path of ['/api/v1/auth/refresh', '/api/v1/auth/link', '/nothing']) {
    const head = `POST ${path} HTTP/1.1\r\nHost: q\r\nContent-Type: application/json\r\nContent-Length: 70000\r\n\r\n`
    expect(await statusOn(send(head)), path).toBe('413')
  }
})

test('[I29] a client that never reads its answers is cut off', async () => {
  const { server, send } = await open({ stallMs: 500 })
  const socket = send('GET /openapi.json HTTP/1.1\r\nHost: q\r\n\r\n'.repeat(200))
  socket.pause()
  const count = () => new Promise((resolve) => server.app.server.getConnections((_, open) => resolve(open)))
  await expect.poll(count).toBe(1)
  await expect.poll(count, { timeout: 10_000 }).toBe(0)
})
