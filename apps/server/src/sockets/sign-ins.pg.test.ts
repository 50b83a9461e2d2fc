import { expect, test } from 'vitest'
import { openRestaurant, openTestNode, openTestStand } from './testing/open-node.ts'
import { connect } from './testing/test-socket.ts'

// Far from each other, so that only the token's end is at work when the clock is pushed.
const calm = { heartbeatSeconds: 3600, timeoutSeconds: 86_400 }
const minute = 60_000

test('[SY40] [SY41] [I21] the end of the token is announced a minute before; 25 seconds after it the socket closes with 4401', async () => {
  const { node, session, run } = await openTestStand(calm)
  const socket = await connect(node, session)
  await socket.next('full_sync')
  node.clock.ahead += 14 * minute + 5_000
  const { in: left } = await socket.next('token_expiring')
  expect(left).toBeGreaterThan(45)
  expect(left).toBeLessThanOrEqual(60)
  node.clock.ahead += minute + 15_000
  await run('guest.create', { partySize: 2 })
  await socket.next('delta_update')
  node.clock.ahead += 10_000
  expect(await socket.closed).toBe(4401)
  await run('guest.create', { partySize: 2 })
  expect(socket.heard.filter(({ type }) => type === 'delta_update')).toHaveLength(1)
  expect(socket.heard.filter(({ type }) => type === 'token_expiring')).toHaveLength(1)
})

test('[SY40] [I21] a token refreshed on the open socket keeps the stream whole', async () => {
  const { node, session, run } = await openTestStand(calm)
  const socket = await connect(node, session)
  const { version } = await socket.next('full_sync')
  node.clock.ahead += 14 * minute + 30_000
  await socket.next('token_expiring')
  const renewed = await node.accounts.refresh(session.refresh_token)
  socket.send({ type: 'auth_refresh', token: renewed.access_token })
  socket.send({ type: 'ping' })
  await socket.next('pong')
  for (let i = 0; i < 4; i++) {
    node.clock.ahead += 2 * minute
    await run('guest.create', { partySize: 2 })
    expect(await socket.next('delta_update')).toMatchObject({ prev_version: Number(version) + i })
  }
  node.clock.ahead += 6 * minute
  await socket.next('token_expiring')
})

test('[SY40] a token that lives no longer than a minute is not announced again as soon as it is refreshed', async () => {
  const { node, session } = await openTestStand({ ...calm, accessTokenMinutes: 1 })
  const socket = await connect(node, session)
  await socket.next('token_expiring')
  const renewed = await node.accounts.refresh(session.refresh_token)
  socket.send({ type: 'auth_refresh', token: renewed.access_token })
  socket.send({ type: 'ping', id: 'refreshed' })
  await socket.next(({ id }) => id === 'refreshed')
  node.clock.ahead += 25_000
  socket.send({ type: 'ping', id: 'before' })
  await socket.next(({ id }) => id === 'before')
  expect(socket.heard.filter(({ type }) => type === 'token_expiring')).toHaveLength(1)
  node.clock.ahead += 10_000
  await socket.next('token_expiring')
})

test('[SY40] [I15] a token of somebody else, of another restaurant, or none, is an error and changes nothing', async () => {
  const { node, session, hire } = await openTestStand(calm)
  const colleague = await hire('host')
  const stranger = await openRestaurant(node)
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
  node.clock.ahead += 16 * minute
  expect(await socket.closed).toBe(4401)
})

test('[SY42] [I21] who is removed or signs out on this node is cut off at once, and nobody else is', async () => {
  const { node, session, hire } = await openTestStand()
  const [one, two] = [await hire('host'), await hire('server')]
  const [removed, left, stays] = await Promise.all([one, two, { session }].map((who) => connect(node, who.session)))
  await node.accounts.removeUser(one.by, one.user.id)
  expect(await removed?.closed).toBe(4401)
  await node.accounts.logout(two.session.refresh_token)
  expect(await left?.closed).toBe(4401)
  expect(stays?.socket.readyState).toBe(1)
  await expect(connect(node, one.session)).rejects.toMatchObject({ status: 401 })
})

test('[SY42] [I21] who is removed on another node hears nothing after 5 seconds', async () => {
  const { node, session, hire, run } = await openTestStand()
  const elsewhere = await openTestNode(node.db)
  const { user, session: hired } = await hire('host')
  const socket = await connect(node, hired, { path: '/realtime' })
  const own = await connect(node, session)
  const before = Date.now()
  await elsewhere.accounts.removeUser(await elsewhere.accounts.authenticate(session.access_token), user.id)
  expect(await socket.closed).toBe(4401)
  expect(Date.now() - before).toBeLessThan(5_000)
  await run('guest.create', { partySize: 2 })
  await own.next('delta_update')
  expect(socket.heard.map(({ type }) => type)).toEqual(['connection_confirmation'])
})

test('[SY42] a role that was changed on another node counts', async () => {
  const { node, session, hire } = await openTestStand()
  const elsewhere = await openTestNode(node.db)
  const { user, session: hired } = await hire('viewer')
  const socket = await connect(node, hired)
  const ask = async () => {
    const id = crypto.randomUUID()
    socket.send({ type: 'command', command: { id, type: 'guest.create', payload: { partySize: 2 } } })
    return socket.next((message) => message.type === 'command_result' && message.id === id)
  }
  expect(await ask()).toMatchObject({ status: 'rejected', error: { code: 'forbidden' } })
  const owner = await elsewhere.accounts.authenticate(session.access_token)
  const before = Date.now()
  await elsewhere.accounts.updateUser(owner, user.id, { role: 'host' })
  await expect.poll(async () => (await ask()).status, { timeout: 6_000, interval: 100 }).toBe('applied')
  expect(Date.now() - before).toBeLessThan(5_000)
  // So that it asks for a token that says so.
  expect((await socket.next('token_expiring')).in).toBeGreaterThan(60)
})

test('[SY42] [I24] while PostgreSQL is away, whoever is here stays', async () => {
  const { node, session, run } = await openTestStand()
  const socket = await connect(node, session)
  await socket.next('full_sync')
  node.faults.isDatabaseAway = true
  for (let i = 0; i < 3; i++) {
    node.clock.ahead += 31_000
    await socket.next('ping')
    socket.send({ type: 'ping' })
    await socket.next('pong')
  }
  node.faults.isDatabaseAway = false
  await run('guest.create', { partySize: 2 })
  await socket.next('delta_update')
})
