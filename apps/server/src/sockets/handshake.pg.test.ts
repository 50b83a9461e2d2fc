import { request } from 'node:http'
import type { Session } from '@qtable/protocol'
import { expect, test } from 'vitest'
import { openRestaurantNode, registerRestaurant, type TestNode } from './testing/open-node.ts'
import { connect } from './testing/test-socket.ts'

async function ticketOf(node: TestNode, session: Session) {
  return (await node.accounts.createTicket(await node.accounts.authenticate(session.access_token))).ticket
}

test.each(['/ws/restaurant/sync', '/ws/restaurant/sync/', '/realtime', '/realtime/'])(
  '[SY1] %s accepts an access token in the header, or a ticket',
  async (path) => {
    const { node, session, restaurantId } = await openRestaurantNode()
    const byHeader = await connect(node, session, { path: `${path}?restaurant_id=${restaurantId}` })
    await byHeader.next('connection_confirmation')
    const byTicket = await connect(node, undefined, { path: `${path}?ticket=${await ticketOf(node, session)}` })
    await byTicket.next('connection_confirmation')
    expect(node.sockets.count(restaurantId)).toBe(2)
  },
)

test.each([
  ['nothing', '', {}],
  ['a broken token', '', { authorization: 'Bearer nonsense' }],
  ['another scheme', '', { authorization: 'Basic b25hOmI=' }],
  ['an unknown ticket', '?ticket=nonsense', {}],
  ['an empty ticket', '?ticket=', {}],
])('[SY1] %s is answered over HTTP with 401 and a problem', async (_what, query, headers) => {
  const { node } = await openRestaurantNode()
  await expect(connect(node, undefined, { path: `/realtime${query}`, headers })).rejects.toMatchObject({
    status: 401,
    headers: { 'content-type': 'application/problem+json; charset=utf-8', 'www-authenticate': 'Bearer realm="qtable"' },
    body: { code: 'unauthenticated', status: 401, instance: '/realtime' },
  })
  expect(node.sockets.count()).toBe(0)
})

test('[SY1] another path is 404, and an invalid handshake 400', async () => {
  const { node, session } = await openRestaurantNode()
  await expect(connect(node, session, { path: '/ws' })).rejects.toMatchObject({
    status: 404,
    body: { code: 'not_found' },
  })
  const status = await new Promise((resolve, reject) => {
    const headers = {
      connection: 'Upgrade',
      upgrade: 'websocket',
      'sec-websocket-version': '13',
      'sec-websocket-key': 'short',
      authorization: `Bearer ${session.access_token}`,
    }
    const upgrade = request(`${node.url}/realtime`, { headers }, (answer) => resolve(answer.resume().statusCode))
    upgrade.on('error', reject).end()
  })
  expect(status).toBe(400)
  expect(node.floors.size).toBeLessThanOrEqual(1)
})

test('[SY1] an upgrade to another protocol is answered as an ordinary request', async () => {
  const { node, session } = await openRestaurantNode()
  const headers = { connection: 'Upgrade', upgrade: 'h2c', authorization: `Bearer ${session.access_token}` }
  const status = await new Promise((resolve, reject) => {
    const upgrade = request(`${node.url}/api/v1/guests`, { headers }, (answer) => resolve(answer.resume().statusCode))
    upgrade.on('error', reject).end()
  })
  expect(status).toBe(200)
})

test('[SY2] a ticket works once, and for 30 seconds', async () => {
  const { node, session } = await openRestaurantNode()
  const ticket = await ticketOf(node, session)
  const both = await Promise.allSettled(
    [1, 2].map(() => connect(node, undefined, { path: `/realtime?ticket=${ticket}` })),
  )
  expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
  const late = await ticketOf(node, session)
  node.clock.aheadMs += 30_001
  await expect(connect(node, undefined, { path: `/realtime?ticket=${late}` })).rejects.toMatchObject({ status: 401 })
})

test.each(['foo', 'curser'])('[SY3] an unknown parameter is 400 with its name: %s', async (name) => {
  const { node, session } = await openRestaurantNode()
  for (const path of ['/ws/restaurant/sync', '/realtime']) {
    await expect(connect(node, session, { path: `${path}?${name}=1` })).rejects.toMatchObject({
      status: 400,
      body: { code: 'malformed', errors: [{ path: name }] },
    })
  }
})

test('[SY3] [I15] another restaurant_id is 403, also beside the right one', async () => {
  const { node, session, restaurantId } = await openRestaurantNode()
  const other = await registerRestaurant(node)
  for (const query of [`restaurant_id=${other.restaurantId}`, `restaurant_id=${restaurantId}&restaurant_id=99`]) {
    await expect(connect(node, session, { path: `/ws/restaurant/sync?${query}` })).rejects.toMatchObject({
      status: 403,
      body: { code: 'forbidden' },
    })
  }
})

test.each([
  ['absent, as in native clients', undefined, true],
  ['ours', 'http://127.0.0.1:PORT', true],
  ['ours behind a TLS proxy', 'https://stand.example.com', true],
  ['one of CORS_ORIGINS', 'https://friend.example', true],
  ['foreign', 'https://evil.example', false],
  ['our host with another port', 'http://127.0.0.1:1', false],
  ['null', 'null', false],
  ['not a URL', 'x', false],
])('[SY4] an origin that is %s', async (_what, origin, isAllowed) => {
  const { node, session } = await openRestaurantNode({
    corsOrigins: ['https://friend.example'],
    trustProxy: ['127.0.0.0/8'],
  })
  const headers = {
    'x-forwarded-host': 'stand.example.com',
    ...(origin ? { origin: origin.replace('PORT', String(node.port)) } : {}),
  }
  const opened = connect(node, session, { headers })
  if (isAllowed) await (await opened).next('full_sync')
  else await expect(opened).rejects.toMatchObject({ status: 403, body: { code: 'forbidden' } })
})

test('[SY4] without a trusted proxy no header makes a foreign page ours', async () => {
  const { node, session } = await openRestaurantNode()
  const headers = { origin: 'https://evil.example', 'x-forwarded-host': 'evil.example' }
  await expect(connect(node, session, { headers })).rejects.toMatchObject({ status: 403 })
})

test('[I29] a forged X-Forwarded-For gives no second share of the handshakes of an address', async () => {
  const { node, session } = await openRestaurantNode({ limits: { handshakesPerMinute: 3 } })
  const attempts = await Promise.allSettled(
    [1, 2, 3, 4, 5].map((n) => connect(node, session, { headers: { 'x-forwarded-for': `198.51.100.${n}` } })),
  )
  expect(attempts.map(({ status }) => status).filter((status) => status === 'fulfilled')).toHaveLength(3)
})

test('[SY5] a full server answers 503 with Retry-After, and accepts sockets again when one has closed', async () => {
  const { node, session } = await openRestaurantNode({ limits: { sockets: 2 } })
  const [first] = await Promise.all([connect(node, session), connect(node, session)])
  await expect(connect(node, session)).rejects.toMatchObject({
    status: 503,
    headers: { 'retry-after': '1' },
    body: { code: 'unavailable' },
  })
  await first?.end()
  await expect.poll(() => node.sockets.count()).toBe(1)
  await (await connect(node, session)).next('full_sync')
})

test('[SY5] the sockets of one restaurant leave room for others', async () => {
  const { node, session } = await openRestaurantNode({ limits: { perRestaurant: 1 } })
  const other = await registerRestaurant(node)
  await connect(node, session)
  await expect(connect(node, session)).rejects.toMatchObject({ status: 503 })
  await (await connect(node, other.session)).next('full_sync')
})

test('[SY5] [I22] 300 clients that connect at once load the floor once, and are accepted or told to retry', async () => {
  const { node, session, restaurantId } = await openRestaurantNode({ limits: { handshakes: 200 } })
  node.floors.drop(restaurantId)
  node.loads.length = 0
  const attempts = await Promise.allSettled(Array.from({ length: 300 }, () => connect(node, session)))
  const refused = attempts.flatMap((one) => (one.status === 'rejected' ? [one.reason] : []))
  expect(refused.every(({ status, headers }) => status === 503 && headers['retry-after'] === '1')).toBe(true)
  const sockets = attempts.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []))
  expect(sockets.length).toBeGreaterThanOrEqual(200)
  const fulls = await Promise.all(sockets.map(async (socket) => (await socket.next('full_sync')).version))
  expect(new Set(fulls).size).toBe(1)
  expect(node.loads).toEqual([restaurantId])
})

test('[SY6] [SY7] the confirmation is sent first, then the floor on one endpoint and nothing on the other', async () => {
  const { node, session, restaurantId, run } = await openRestaurantNode({ heartbeatSeconds: 17 })
  const { version } = await run('guest.create', { partySize: 2 })
  const sync = await connect(node, session)
  const live = await connect(node, session, { path: '/realtime' })
  const confirmed = {
    type: 'connection_confirmation',
    restaurant_id: restaurantId,
    version,
    heartbeat_interval: 17,
    connection_id: expect.any(String),
    epoch: expect.any(String),
    token_expires_at: expect.stringMatching(/Z$/),
  }
  const full = await sync.next('full_sync')
  expect(sync.received[0]).toMatchObject(confirmed)
  expect(full).toMatchObject({ version, restaurant_id: restaurantId, epoch: sync.received[0]?.epoch })
  const next = await run('guest.create', { partySize: 3 })
  expect(await live.next('guest_created')).toMatchObject({ prev_version: version, version: next.version })
  expect(live.received).toHaveLength(2)
  expect(live.received[0]).toMatchObject(confirmed)
  expect(live.received[0]?.connection_id).not.toBe(sync.received[0]?.connection_id)
})

test('[SY5] [I24] without PostgreSQL and without the floor in memory, a handshake is 503', async () => {
  const { node, session, restaurantId } = await openRestaurantNode()
  node.floors.drop(restaurantId)
  node.faults.isDatabaseAway = true
  await expect(connect(node, session)).rejects.toMatchObject({
    status: 503,
    headers: { 'retry-after': expect.any(String) },
  })
})
