import { createConnection } from 'node:net'
import { expect, test, vi } from 'vitest'
import { unexpectedErrors } from '../guarded.ts'
import { openRestaurantNode, registerRestaurant } from './testing/open-node.ts'
import { connect } from './testing/test-socket.ts'

const bug = () => {
  throw new RangeError('Invalid string length')
}
const failed = 1011
const errorsAt = (where: string) => unexpectedErrors().get(where) ?? 0

test('[I29] a frame that cannot be made ends the sockets of its room and nothing else', async () => {
  const { node, session, run } = await openRestaurantNode()
  const other = await registerRestaurant(node)
  const [one, another, elsewhere] = await Promise.all([
    connect(node, session),
    connect(node, session, { path: '/realtime' }),
    connect(node, other.session),
  ])
  await elsewhere.next('full_sync')
  const before = errorsAt('socket')
  const spy = vi.spyOn(node.cursors, 'encode').mockImplementation(bug)
  await run('guest.create', { partySize: 2 })
  expect(await Promise.all([one.closed, another.closed])).toEqual([failed, failed])
  spy.mockRestore()
  expect(errorsAt('socket')).toBe(before + 2)
  expect(await node.metrics.text()).toContain('qtable_unexpected_errors_total{where="socket"}')
  await expect.poll(() => node.sockets.count()).toBe(1)
  await other.run('guest.create', { partySize: 2 })
  await elsewhere.next('delta_update')
  await (await connect(node, session)).next('full_sync')
})

test.each([
  ['a message', (send: (message: object) => void) => send({ type: 'full_sync_request' })],
  ['a resume', (send: (message: object) => void) => send({ type: 'resume', cursor: 'x' })],
])('[I29] an exception in the answer to %s ends that socket', async (_what, ask) => {
  const { node, session, run } = await openRestaurantNode()
  const socket = await connect(node, session)
  await socket.next('full_sync')
  await run('guest.create', { partySize: 2 })
  await socket.next('delta_update')
  const spies = [vi.spyOn(node.cursors, 'encode'), vi.spyOn(node.cursors, 'decode')]
  for (const spy of spies) spy.mockImplementation(bug)
  ask(socket.send)
  // An answer that can be given is an error and no end.
  const outcome = await Promise.race([socket.closed, socket.next('error').catch(() => failed)])
  for (const spy of spies) spy.mockRestore()
  expect([failed, expect.objectContaining({ code: 'internal' })]).toContainEqual(outcome)
  await (await connect(node, session)).next('full_sync')
})

test('[I29] a handshake whose first frame cannot be made leaves no socket, room or place behind', async () => {
  const { node, session } = await openRestaurantNode({ limits: { perRestaurant: 1 } })
  const spy = vi.spyOn(node.cursors, 'encode').mockImplementation(bug)
  expect(await (await connect(node, session)).closed).toBe(failed)
  spy.mockRestore()
  await expect.poll(() => node.sockets.count()).toBe(0)
  await (await connect(node, session)).next('full_sync')
})

test('[I29] an exception in a tick ends the sockets that it was for, and the next ones live', async () => {
  const { node, session } = await openRestaurantNode()
  const socket = await connect(node, session)
  await socket.next('full_sync')
  Object.defineProperty(node.clock, 'wallOffsetMs', { configurable: true, get: bug })
  expect(await socket.closed).toBe(failed)
  Object.defineProperty(node.clock, 'wallOffsetMs', { configurable: true, value: 0 })
  const next = await connect(node, session)
  await next.next('full_sync')
  next.send({ type: 'ping' })
  await next.next('pong')
})

test('[I29] a client that sends its headers slowly is cut off', async () => {
  const { node } = await openRestaurantNode({ headersTimeoutSeconds: 1 })
  const startedAt = performance.now()
  const client = createConnection({ port: node.port, host: '127.0.0.1' })
  client.write('GET /health HTTP/1.1\r\nHost: a\r\n')
  const dripping = setInterval(() => client.write('X-Slow: 1\r\n'), 200)
  client.on('error', () => undefined)
  client.resume()
  await new Promise((resolve) => client.once('close', resolve))
  clearInterval(dripping)
  expect(performance.now() - startedAt).toBeLessThan(5000)
})
