import { uuidv7 } from '@qtable/protocol'
import { expect, test } from 'vitest'
import { openTestStand } from './testing/open-node.ts'
import { openReplica } from './testing/replica.ts'
import { connect } from './testing/test-socket.ts'

test('[SY30] the server pings with the version that the socket is at', async () => {
  const { node, session, run } = await openTestStand()
  const socket = await connect(node, session)
  const { version } = await run('guest.create', { partySize: 2 })
  await socket.next('delta_update')
  node.clock.ahead += 30_000
  expect(await socket.next('ping')).toEqual({ type: 'ping', timestamp: expect.stringMatching(/Z$/), version })
})

test('[SY30] a client that is silent for two and a half intervals is closed with 4408; one that says anything is not', async () => {
  const { node, session } = await openTestStand()
  const [silent, pings, pongs, wsPings] = await Promise.all([1, 2, 3, 4].map(() => connect(node, session)))
  if (!silent || !pings || !pongs || !wsPings) throw new Error('no sockets')
  for (let i = 0; i < 3; i++) {
    node.clock.ahead += 40_000
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

test('[SY30] a wall clock that is set, back or forth, silences nobody and closes nobody', async () => {
  const { node, session } = await openTestStand()
  const socket = await connect(node, session)
  await socket.next('full_sync')
  for (const [i, isOff] of [-3_600_000, 600_000].entries()) {
    node.clock.isOff = isOff
    node.clock.ahead += 30_000
    await socket.next('ping')
    socket.send({ type: 'ping', id: i })
    await socket.next(({ id }) => id === i)
  }
  expect(node.sockets.count()).toBe(1)
})

test('[SY30] nothing lives past WS_CONNECTION_TIMEOUT without traffic, however long the intervals are', async () => {
  const { node, session } = await openTestStand({ heartbeatSeconds: 200, timeoutSeconds: 300 })
  const socket = await connect(node, session)
  await socket.next('full_sync')
  node.clock.ahead += 299_000
  expect(await socket.next('ping')).toBeDefined()
  expect(socket.socket.readyState).toBe(1)
  node.clock.ahead += 2_000
  expect(await socket.closed).toBe(4408)
})

test('[SY31] a ping is answered at once with its id', async () => {
  const { node, session } = await openTestStand()
  const socket = await connect(node, session)
  for (const id of ['a', 7]) {
    socket.send({ type: 'ping', id })
    expect(await socket.next('pong')).toEqual({ type: 'pong', id, timestamp: expect.any(String) })
  }
  socket.send({ type: 'ping' })
  expect(await socket.next('pong')).toEqual({ type: 'pong', timestamp: expect.any(String) })
})

// A party whose every change is a frame of 12 KB: 20 tags of 40 letters of 3 bytes, 2000 letters of notes.
function heavy(guestId: string, i: number) {
  const tags = Array.from({ length: 20 }, (_, tag) => `${tag} ${'€'.repeat(36)}`)
  return { guestId, notes: `${i} ${'€'.repeat(1900)}`, tags }
}

test('[SY33] [SY63] [I18] a client that never reads is closed with 4409, has cost little, and the others notice nothing', async () => {
  const { node, session, run } = await openTestStand()
  const guestId = uuidv7()
  await run('guest.create', { id: guestId, partySize: 2 })
  const slow = await Promise.all([connect(node, session), connect(node, session, { path: '/realtime' })])
  for (const { socket } of slow) socket.pause()
  const reader = await connect(node, session)
  const replica = openReplica()
  await reader.next((message) => replica.take(message))
  let last = 0
  for (let i = 0; i < 150; i++) {
    last = (await run('guest.update', heavy(guestId, i))).version
    if (i === 75) expect(node.sockets.count()).toBe(3)
  }
  while (replica.version < last) await reader.next((message) => replica.take(message))
  expect(reader.heard.filter(({ merged }) => merged)).toEqual([])
  node.clock.ahead += 25_000
  await expect.poll(() => node.sockets.count()).toBe(1)
  const { version } = await run('guest.create', { partySize: 2 })
  while (replica.version < version) await reader.next((message) => replica.take(message))
  for (const { socket, closed, texts } of slow) {
    socket.resume()
    expect(await closed).toBe(4409)
    // Of more than a megabyte.
    expect(texts.join('').length).toBeLessThan(350_000)
  }
  expect(await node.metrics.text()).toContain('qtable_socket_closes_total{endpoint="realtime",code="4409"} 1')
})

test('[SY33] [I3] a client that was slow for a while gets one merged frame, and is equal again', async () => {
  const { node, session, run, restaurantId } = await openTestStand()
  const guestId = uuidv7()
  await run('guest.create', { id: guestId, partySize: 2 })
  const slow = await connect(node, session)
  const replica = openReplica()
  await slow.next((message) => replica.take(message))
  slow.socket.pause()
  let last = 0
  for (let i = 0; i < 60; i++) last = (await run('guest.update', heavy(guestId, i))).version
  slow.socket.resume()
  while (replica.version < last) await slow.next((message) => replica.take(message))
  const merged = slow.heard.filter(({ merged: isMerged }) => isMerged)
  expect(merged).toHaveLength(1)
  expect(merged[0]).toMatchObject({ version: last })
  expect((await node.floors.read(restaurantId)).floor.version).toBe(last)
  // And goes on as everybody does.
  await run('guest.create', { partySize: 2 })
  await slow.next('delta_update')
})

test('[SY32] a client that acknowledged once and no longer does is held, though it reads', async () => {
  const { node, session, run } = await openTestStand()
  const guestId = uuidv7()
  await run('guest.create', { id: guestId, partySize: 2 })
  const socket = await connect(node, session)
  const { version } = await socket.next('full_sync')
  socket.send({ type: 'ack', version })
  socket.send({ type: 'ping' })
  await socket.next('pong')
  let last = 0
  for (let i = 0; i < 60; i++) last = (await run('guest.update', heavy(guestId, i))).version
  const held = await new Promise<number>((resolve) => {
    socket.send({ type: 'ping', id: 'held' })
    void socket
      .next(({ id }) => id === 'held')
      .then(() => {
        resolve(
          Math.max(...socket.heard.flatMap((one) => (one.prev_version === undefined ? [] : [Number(one.version)]))),
        )
      })
  })
  expect(held).toBeLessThan(last)
  socket.send({ type: 'ack', version: held })
  const merged = await socket.next(({ merged: isMerged }) => isMerged === true)
  expect(merged).toMatchObject({ prev_version: held, version: last })
  // Silence now costs it the socket.
  for (let i = 0; i < 60; i++) await run('guest.update', heavy(guestId, -i))
  socket.send({ type: 'ping', id: 'still here' })
  await socket.next(({ id }) => id === 'still here')
  node.clock.ahead += 1_000
  await expect
    .poll(
      () => {
        node.clock.ahead += 2_000
        return socket.socket.readyState
      },
      { timeout: 10_000, interval: 300 },
    )
    .toBe(3)
  expect(await socket.closed).toBe(4409)
})
