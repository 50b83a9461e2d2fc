import { expect, test } from 'vitest'
import { openRestaurantNode } from './testing/open-node.ts'
import { connect, type TestSocket } from './testing/test-socket.ts'

const kilobyte = 1024
type Attack = (socket: TestSocket['socket']) => void

const deep = `${'['.repeat(5000)}${']'.repeat(5000)}`

test.each<[string, number, Attack]>([
  ['[SY60] a binary frame', 4400, (socket) => socket.send(Buffer.from('{"type":"ping"}'), { binary: true })],
  ['[SY60] broken JSON', 4400, (socket) => socket.send('{"type":')],
  ['[SY60] an empty message', 4400, (socket) => socket.send('')],
  ['[SY60] a number', 4400, (socket) => socket.send('7')],
  ['[SY60] null', 4400, (socket) => socket.send('null')],
  ['[SY60] a list', 4400, (socket) => socket.send('[{"type":"ping"}]')],
  ['[SY60] no type', 4400, (socket) => socket.send('{"id":1}')],
  ['[SY60] a type that is no string', 4400, (socket) => socket.send('{"type":{"a":1}}')],
  ['[SY60] a wrong field', 4400, (socket) => socket.send('{"type":"ack","version":"1"}')],
  ['[SY60] a resume without a cursor', 4400, (socket) => socket.send('{"type":"resume"}')],
  [
    '[SY60] a command without an id',
    4400,
    (socket) => socket.send('{"type":"command","command":{"type":"guest.create"}}'),
  ],
  ['[SY60] a command that is null', 4400, (socket) => socket.send('{"type":"command","command":null}')],
  ['[SY60] a field called __proto__', 4400, (socket) => socket.send('{"type":"ping","__proto__":{"id":1}}')],
  ['[SY60] thousands of brackets', 4400, (socket) => socket.send(`{"type":"ping","id":${deep}}`)],
  ['[SY60] invalid UTF-8', 4400, (socket) => socket.send(Buffer.from([0xff, 0xfe]), { binary: false })],
  ['[SY60] a frame without a mask', 4400, (socket) => socket.send('{"type":"ping"}', { mask: false })],
  ['[SY61] one byte more than 64 KB', 4413, (socket) => socket.send('x'.repeat(64 * kilobyte + 1))],
  ['[SY61] a megabyte', 4413, (socket) => socket.send('x'.repeat(1024 * kilobyte))],
  [
    '[SY61] large fragments without an end',
    4413,
    (socket) => {
      for (let i = 0; i < 20; i++) socket.send('x'.repeat(10 * kilobyte), { fin: false })
    },
  ],
  [
    '[SY61] small fragments without an end',
    4413,
    (socket) => {
      for (let i = 0; i < 300; i++) socket.send('', { fin: false })
    },
  ],
  [
    '[SY62] 60 messages at once',
    4429,
    (socket) => {
      for (let i = 0; i < 60; i++) socket.send('{"type":"pong"}')
    },
  ],
  [
    '[SY62] 60 pings of the protocol at once',
    4429,
    (socket) => {
      for (let i = 0; i < 60; i++) socket.ping()
    },
  ],
  [
    '[SY62] 60 unsolicited pongs at once',
    4429,
    (socket) => {
      for (let i = 0; i < 60; i++) socket.pong(String(i))
    },
  ],
  [
    '[SY62] a dozen resumes at once',
    4429,
    (socket) => {
      for (let i = 0; i < 12; i++) socket.send('{"type":"resume","cursor":"x"}')
    },
  ],
])('[SY63] %s closes with %i and does not affect other sockets', async (_what, code, attack) => {
  const { node, session, run } = await openRestaurantNode()
  const [bad, good] = [await connect(node, session), await connect(node, session)]
  await Promise.all([bad.next('full_sync'), good.next('full_sync')])
  attack(bad.socket)
  expect(await bad.closed).toBe(code)
  await run('guest.create', { partySize: 2 })
  await good.next('delta_update')
  await expect.poll(() => node.sockets.count()).toBe(1)
  expect(await node.metrics.text()).toContain(`qtable_socket_closes_total{endpoint="sync",code="${code}"} 1`)
})

test('[SY61] a message of exactly 64 KB is accepted', async () => {
  const { node, session } = await openRestaurantNode()
  const socket = await connect(node, session)
  const frame = (fill: number) => JSON.stringify({ type: 'ping', id: 'large', fill: 'x'.repeat(fill) })
  socket.socket.send(frame(64 * kilobyte - frame(0).length))
  expect(await socket.next('pong')).toMatchObject({ id: 'large' })
})

test('[SY61] a client that never finishes a message is closed as silent', async () => {
  const { node, session } = await openRestaurantNode()
  const socket = await connect(node, session)
  await socket.next('full_sync')
  socket.socket.send('{"type":', { fin: false })
  node.clock.aheadMs += 301_000
  expect(await socket.closed).toBe(4408)
})

test('[SY60] a message of an unknown type is answered with an error, and the socket stays open', async () => {
  const { node, session } = await openRestaurantNode()
  const socket = await connect(node, session)
  socket.send({ type: 'subscribe', to: 'everything' })
  expect(await socket.next('error')).toMatchObject({ code: 'malformed' })
  socket.send({ type: 'constructor' })
  expect(await socket.next('error')).toMatchObject({ code: 'malformed' })
  socket.send({ type: 'ping' })
  await socket.next('pong')
})

test('[SY62] fifty messages at once are within the limit', async () => {
  const { node, session } = await openRestaurantNode()
  const socket = await connect(node, session)
  for (let i = 0; i < 50; i++) socket.send({ type: 'ping', id: i })
  await socket.next(({ id }) => id === 49)
  expect(socket.socket.readyState).toBe(1)
})

test('[SY63] connections that are cut at any moment leave nothing behind', async () => {
  const { node, session, run } = await openRestaurantNode()
  const good = await connect(node, session)
  for (let i = 0; i < 20; i++) {
    const socket = await connect(node, session, { path: i % 2 ? '/realtime' : '/ws/restaurant/sync' })
    socket.send({
      type: 'command',
      command: { id: crypto.randomUUID(), type: 'guest.create', payload: { partySize: 2 } },
    })
    socket.send({ type: 'full_sync_request' })
    socket.socket.terminate()
  }
  await expect.poll(() => node.sockets.count()).toBe(1)
  const { version } = await run('guest.create', { partySize: 3 })
  await good.next((message) => message.version === version)
})
