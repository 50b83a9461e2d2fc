import { uuidv7 } from '@qtable/protocol'
import { expect, test } from 'vitest'
import { openRestaurantNode } from './testing/open-node.ts'
import { openReplica } from './testing/replica.ts'
import { connect } from './testing/test-socket.ts'

test('[SY30] a ping of the server names the version of the socket', async () => {
  const { node, session, run } = await openRestaurantNode()
  const socket = await connect(node, session)
  const { version } = await run('guest.create', { partySize: 2 })
  await socket.next('delta_update')
  node.clock.aheadMs += 30_000
  expect(await socket.next('ping')).toEqual({ type: 'ping', timestamp: expect.stringMatching(/Z$/), version })
})

test('[SY30] a client that is silent for WS_CONNECTION_TIMEOUT is closed with 4408; one that sends anything is not', async () => {
  const { node, session } = await openRestaurantNode({ timeoutSeconds: 75 })
  const [silent, pings, pongs, wsPings] = await Promise.all([1, 2, 3, 4].map(() => connect(node, session)))
  if (!silent || !pings || !pongs || !wsPings) throw new Error('no sockets')
  for (let i = 0; i < 3; i++) {
    node.clock.aheadMs += 40_000
    pings.send({ type: 'ping', id: i })
    pongs.send({ type: 'pong' })
    pongs.send({ type: 'ping' })
    const answered = new Promise((resolve) => wsPings.socket.once('pong', resolve))
    wsPings.socket.ping()
    await Promise.all([pings.next('pong'), pongs.next('pong'), answered])
  }
  expect(await silent.closed).toBe(4408)
  expect(node.sockets.count()).toBe(3)
})

test('[SY30] setting the wall clock forward or back stops no ping and closes no socket', async () => {
  const { node, session } = await openRestaurantNode()
  const socket = await connect(node, session)
  await socket.next('full_sync')
  for (const [i, offsetMs] of [-3_600_000, 600_000].entries()) {
    node.clock.wallOffsetMs = offsetMs
    node.clock.aheadMs += 30_000
    await socket.next('ping')
    socket.send({ type: 'ping', id: i })
    await socket.next(({ id }) => id === i)
  }
  expect(node.sockets.count()).toBe(1)
})

test('[SY30] no socket outlives WS_CONNECTION_TIMEOUT without traffic, however long the heartbeat interval is', async () => {
  const { node, session } = await openRestaurantNode({ heartbeatSeconds: 200, timeoutSeconds: 300 })
  const socket = await connect(node, session)
  await socket.next('full_sync')
  node.clock.aheadMs += 299_000
  expect(await socket.next('ping')).toBeDefined()
  expect(socket.socket.readyState).toBe(1)
  node.clock.aheadMs += 2_000
  expect(await socket.closed).toBe(4408)
})

test('[SY31] a ping is answered at once with its id', async () => {
  const { node, session } = await openRestaurantNode()
  const socket = await connect(node, session)
  for (const id of ['a', 7]) {
    socket.send({ type: 'ping', id })
    expect(await socket.next('pong')).toEqual({ type: 'pong', id, timestamp: expect.any(String) })
  }
  socket.send({ type: 'ping' })
  expect(await socket.next('pong')).toEqual({ type: 'pong', timestamp: expect.any(String) })
  socket.socket.send('ping')
  expect(await socket.next('pong')).toEqual({ type: 'pong', timestamp: expect.stringMatching(/:\d\dZ$/) })
})

// An update whose frame has 12 KB: 20 tags of 40 three-byte characters, and 2000 characters of notes.
function largeUpdate(guestId: string, i: number) {
  const tags = Array.from({ length: 20 }, (_, tag) => `${tag} ${'€'.repeat(36)}`)
  return { guestId, notes: `${i} ${'€'.repeat(1900)}`, tags }
}

test('[SY33] [SY63] [I18] a client that never reads is closed with 4409, costs little memory, and delays no other client', async () => {
  const { node, session, run } = await openRestaurantNode()
  const guestId = uuidv7()
  await run('guest.create', { id: guestId, partySize: 2 })
  const slow = await Promise.all([connect(node, session), connect(node, session, { path: '/realtime' })])
  for (const { socket } of slow) socket.pause()
  const reader = await connect(node, session)
  const replica = openReplica()
  await reader.next((message) => replica.take(message))
  let last = 0
  for (let i = 0; i < 150; i++) {
    last = (await run('guest.update', largeUpdate(guestId, i))).version
    if (i === 75) expect(node.sockets.count()).toBe(3)
  }
  while (replica.version < last) await reader.next((message) => replica.take(message))
  expect(reader.received.filter(({ merged }) => merged)).toEqual([])
  node.clock.aheadMs += 25_000
  await expect.poll(() => node.sockets.count()).toBe(1)
  const { version } = await run('guest.create', { partySize: 2 })
  while (replica.version < version) await reader.next((message) => replica.take(message))
  for (const { socket, closed, texts } of slow) {
    socket.resume()
    expect(await closed).toBe(4409)
    // The frames of all versions have more than a megabyte.
    expect(texts.join('').length).toBeLessThan(350_000)
  }
  expect(await node.metrics.text()).toContain('qtable_socket_closes_total{endpoint="realtime",code="4409"} 1')
})

test('[SY33] [I3] a client that was slow for a while gets one merged frame and has the same floor again', async () => {
  const { node, session, run, restaurantId } = await openRestaurantNode()
  const guestId = uuidv7()
  await run('guest.create', { id: guestId, partySize: 2 })
  const slow = await connect(node, session)
  const replica = openReplica()
  await slow.next((message) => replica.take(message))
  slow.socket.pause()
  let last = 0
  for (let i = 0; i < 60; i++) last = (await run('guest.update', largeUpdate(guestId, i))).version
  slow.socket.resume()
  while (replica.version < last) await slow.next((message) => replica.take(message))
  const merged = slow.received.filter(({ merged: isMerged }) => isMerged)
  expect(merged).toHaveLength(1)
  expect(merged[0]).toMatchObject({ version: last })
  expect((await node.floors.read(restaurantId)).floor.version).toBe(last)
  // From then on it gets single frames again.
  await run('guest.create', { partySize: 2 })
  await slow.next('delta_update')
})

test('[SY32] a client that stops sending acks gets no more frames, although it reads', async () => {
  const { node, session, run } = await openRestaurantNode()
  const guestId = uuidv7()
  await run('guest.create', { id: guestId, partySize: 2 })
  const socket = await connect(node, session)
  const { version } = await socket.next('full_sync')
  socket.send({ type: 'ack', version })
  socket.send({ type: 'ping' })
  await socket.next('pong')
  let last = 0
  for (let i = 0; i < 60; i++) last = (await run('guest.update', largeUpdate(guestId, i))).version
  const heldAt = await new Promise<number>((resolve) => {
    socket.send({ type: 'ping', id: 'held' })
    void socket
      .next(({ id }) => id === 'held')
      .then(() => {
        resolve(
          Math.max(...socket.received.flatMap((one) => (one.prev_version === undefined ? [] : [Number(one.version)]))),
        )
      })
  })
  expect(heldAt).toBeLessThan(last)
  socket.send({ type: 'ack', version: heldAt })
  const merged = await socket.next(({ merged: isMerged }) => isMerged === true)
  expect(merged).toMatchObject({ prev_version: heldAt, version: last })
  // Without further acks the socket is closed.
  for (let i = 0; i < 60; i++) await run('guest.update', largeUpdate(guestId, -i))
  socket.send({ type: 'ping', id: 'still here' })
  await socket.next(({ id }) => id === 'still here')
  node.clock.aheadMs += 1_000
  await expect
    .poll(
      () => {
        node.clock.aheadMs += 2_000
        return socket.socket.readyState
      },
      { timeout: 10_000, interval: 300 },
    )
    .toBe(3)
  expect(await socket.closed).toBe(4409)
})
