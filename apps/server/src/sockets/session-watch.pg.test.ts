import { expect, test } from 'vitest'
import { openRestaurantNode, openTestNode, registerRestaurant } from './testing/open-node.ts'
import { connect } from './testing/test-socket.ts'

// No heartbeat and no timeout when the clock is put forward: only the token's expiry acts.
const withoutHeartbeat = { heartbeatSeconds: 3600, timeoutSeconds: 86_400 }
const minute = 60_000

test('[SY40] [SY41] [I21] the token expiry is announced a minute before; 25 seconds after it the socket closes with 4401', async () => {
  const { node, session, run } = await openRestaurantNode(withoutHeartbeat)
  const socket = await connect(node, session)
  await socket.next('full_sync')
  node.clock.aheadMs += 14 * minute + 5_000
  const { in: left } = await socket.next('token_expiring')
  expect(left).toBeGreaterThan(45)
  expect(left).toBeLessThanOrEqual(60)
  node.clock.aheadMs += minute + 15_000
  await run('guest.create', { partySize: 2 })
  await socket.next('delta_update')
  node.clock.aheadMs += 10_000
  expect(await socket.closed).toBe(4401)
  await run('guest.create', { partySize: 2 })
  expect(socket.received.filter(({ type }) => type === 'delta_update')).toHaveLength(1)
  expect(socket.received.filter(({ type }) => type === 'token_expiring')).toHaveLength(1)
})

test('[SY40] [I21] refreshing the token on the open socket does not interrupt the stream', async () => {
  const { node, session, run } = await openRestaurantNode(withoutHeartbeat)
  const socket = await connect(node, session)
  const { version } = await socket.next('full_sync')
  node.clock.aheadMs += 14 * minute + 30_000
  await socket.next('token_expiring')
  const renewed = await node.accounts.refresh(session.refresh_token)
  socket.send({ type: 'auth_refresh', token: renewed.access_token })
  socket.send({ type: 'ping' })
  await socket.next('pong')
  for (let i = 0; i < 4; i++) {
    node.clock.aheadMs += 2 * minute
    await run('guest.create', { partySize: 2 })
    expect(await socket.next('delta_update')).toMatchObject({ prev_version: Number(version) + i })
  }
  node.clock.aheadMs += 6 * minute
  await socket.next('token_expiring')
})

test('[SY40] the expiry of a one-minute token is not announced as soon as it is refreshed', async () => {
  const { node, session } = await openRestaurantNode({ ...withoutHeartbeat, accessTokenMinutes: 1 })
  const socket = await connect(node, session)
  await socket.next('token_expiring')
  const renewed = await node.accounts.refresh(session.refresh_token)
  socket.send({ type: 'auth_refresh', token: renewed.access_token })
  socket.send({ type: 'ping', id: 'refreshed' })
  await socket.next(({ id }) => id === 'refreshed')
  node.clock.aheadMs += 25_000
  socket.send({ type: 'ping', id: 'before' })
  await socket.next(({ id }) => id === 'before')
  expect(socket.received.filter(({ type }) => type === 'token_expiring')).toHaveLength(1)
  node.clock.aheadMs += 10_000
  await socket.next('token_expiring')
})

test('[SY40] [I15] a token of another user or restaurant, or an invalid one, is an error and changes nothing', async () => {
  const { node, session, hire } = await openRestaurantNode(withoutHeartbeat)
  const colleague = await hire('host')
  const stranger = await registerRestaurant(node)
  const socket = await connect(node, session)
  for (const [token, code] of [
    [colleague.session.access_token, 'forbidden'],
    [stranger.session.access_token, 'forbidden'],
    ['nonsense', 'unauthenticated'],
  ]) {
    socket.send({ type: 'auth_refresh', token })
    expect(await socket.next('error')).toMatchObject({ code })
  }
  socket.send({
    type: 'command',
    command: { id: crypto.randomUUID(), type: 'guest.create', payload: { partySize: 2 } },
  })
  expect(await socket.next('delta_update')).toMatchObject({ actor: { name: 'Ona' } })
  node.clock.aheadMs += 16 * minute
  expect(await socket.closed).toBe(4401)
})

test('[SY42] [I21] a user removed or signed out on this node is disconnected at once, and nobody else is', async () => {
  const { node, session, hire } = await openRestaurantNode()
  const [one, two] = [await hire('host'), await hire('server')]
  const [removed, left, stays] = await Promise.all([one, two, { session }].map((who) => connect(node, who.session)))
  await node.accounts.removeUser(one.by, one.user.id)
  expect(await removed?.closed).toBe(4401)
  await node.accounts.logout(two.session.refresh_token)
  expect(await left?.closed).toBe(4401)
  expect(stays?.socket.readyState).toBe(1)
  await expect(connect(node, one.session)).rejects.toMatchObject({ status: 401 })
})

test('[SY42] [I21] a user removed on another node is disconnected within 5 seconds', async () => {
  const { node, session, hire, run } = await openRestaurantNode()
  const elsewhere = await openTestNode(node.db)
  const { user, session: hired } = await hire('host')
  const socket = await connect(node, hired, { path: '/realtime' })
  const ownerSocket = await connect(node, session)
  const before = Date.now()
  await elsewhere.accounts.removeUser(await elsewhere.accounts.authenticate(session.access_token), user.id)
  expect(await socket.closed).toBe(4401)
  expect(Date.now() - before).toBeLessThan(5_000)
  await run('guest.create', { partySize: 2 })
  await ownerSocket.next('delta_update')
  expect(socket.received.map(({ type }) => type)).toEqual(['connection_confirmation'])
})

test('[SY42] a role changed on another node takes effect', async () => {
  const { node, session, hire } = await openRestaurantNode()
  const elsewhere = await openTestNode(node.db)
  const { user, session: hired } = await hire('viewer')
  const socket = await connect(node, hired)
  const sendCommand = async () => {
    const id = crypto.randomUUID()
    socket.send({ type: 'command', command: { id, type: 'guest.create', payload: { partySize: 2 } } })
    return socket.next((message) => message.type === 'command_result' && message.id === id)
  }
  expect(await sendCommand()).toMatchObject({ status: 'rejected', error: { code: 'forbidden' } })
  const owner = await elsewhere.accounts.authenticate(session.access_token)
  const before = Date.now()
  await elsewhere.accounts.updateUser(owner, user.id, { role: 'host' })
  await expect.poll(async () => (await sendCommand()).status, { timeout: 6_000, interval: 100 }).toBe('applied')
  expect(Date.now() - before).toBeLessThan(5_000)
  // The client must get a token with the new role. That may be said before the command is answered.
  const announced = () => socket.received.find(({ type }) => type === 'token_expiring')?.in
  await expect.poll(announced).toBeGreaterThan(60)
})

test('[SY42] [I24] while PostgreSQL is away, open sockets stay open', async () => {
  const { node, session, run } = await openRestaurantNode()
  const socket = await connect(node, session)
  await socket.next('full_sync')
  node.faults.isDatabaseAway = true
  for (let i = 0; i < 3; i++) {
    node.clock.aheadMs += 31_000
    await socket.next('ping')
    socket.send({ type: 'ping' })
    await socket.next('pong')
  }
  node.faults.isDatabaseAway = false
  await run('guest.create', { partySize: 2 })
  await socket.next('delta_update')
})

test('[SY42] [I31] a role that ends has ended on another node, sockets included, before the answer', async () => {
  const { node, db, session, hire } = await openRestaurantNode()
  const other = await openTestNode(db)
  const [demoted, removed] = [await hire('host'), await hire('host')]
  const sockets = [await connect(other, demoted.session), await connect(other, removed.session)] as const
  for (const socket of sockets) await socket.next('full_sync')
  const by = await node.accounts.authenticate(session.access_token)
  await node.accounts.updateUser(by, demoted.user.id, { role: 'viewer' })
  const id = crypto.randomUUID()
  sockets[0].send({ type: 'command', command: { id, type: 'guest.create', payload: { partySize: 2 } } })
  expect(await sockets[0].next('command_result')).toMatchObject({ status: 'rejected', error: { code: 'forbidden' } })
  expect(await other.accounts.authenticate(demoted.session.access_token)).toMatchObject({ role: 'viewer' })
  await node.accounts.removeUser(by, removed.user.id)
  await expect(other.accounts.authenticate(removed.session.access_token)).rejects.toMatchObject({
    code: 'unauthenticated',
  })
  expect(await sockets[1].closed).toBe(4401)
})
