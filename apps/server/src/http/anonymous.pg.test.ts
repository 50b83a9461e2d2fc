import { request } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { openWorkQueue, type WorkKind, type WorkQueue } from '../accounts/work-queue.ts'
import { openTestServer, type TestServerOptions } from './testing/open-server.ts'

const password = 'tall orange ladder'
const person = { restaurantName: 'R', timezone: 'UTC', name: 'N', password }

async function open(options: TestServerOptions) {
  const server = await openTestServer({ trustProxy: ['127.0.0.0/8'], ...options })
  onTestFinished(server.close)
  const register = (n: number, address: string) =>
    server.inject({
      method: 'POST',
      url: '/api/v1/auth/register',
      headers: { 'x-forwarded-for': address },
      payload: { ...person, email: `p${n}@example.com` },
    })
  return { server, register }
}

const statuses = (replies: { status: number }[]) => replies.map(({ status }) => status)

test('[I29] one network address registers no more than its share, also from the other addresses of its /64', async () => {
  const { register } = await open({ config: { registrationsPerHour: 2 } })
  const replies = [
    await register(1, '2001:db8:1:2::1'),
    await register(2, '2001:db8:1:2::2'),
    await register(3, '2001:db8:1:2::3'),
    await register(4, '2001:db8:1:3::1'),
  ]
  expect(statuses(replies)).toEqual([201, 201, 429, 201])
  expect(Number(replies[2]?.headers['retry-after'])).toBeGreaterThan(3000)
})

test('[I29] many addresses together register no more than 25 times the share of one', async () => {
  const { register } = await open({ config: { registrationsPerHour: 1 } })
  const replies = []
  for (let n = 0; n < 26; n += 1) replies.push(await register(n, `198.51.100.${n}`))
  expect(statuses(replies).filter((status) => status === 201)).toHaveLength(25)
  expect(replies[25]?.status).toBe(429)
})

test('[I29] registrations that reach their limit stop no sign-in and no invitation', async () => {
  const { server, register } = await open({
    config: { registrationsPerHour: 1, linkUsesPerHour: 10, signInsPerMinute: 10 },
  })
  const address = '198.51.100.7'
  expect(statuses([await register(1, address), await register(2, address)])).toEqual([201, 429])
  const login = { email: 'p1@example.com', password }
  const signedIn = await server.inject({
    method: 'POST',
    url: '/api/v1/auth/login',
    headers: { 'x-forwarded-for': address },
    payload: login,
  })
  expect(signedIn.status).toBe(200)
  const look = await server.inject({
    method: 'POST',
    url: '/api/v1/auth/reset',
    headers: { 'x-forwarded-for': address },
    payload: { token: 'x', password },
  })
  expect(look.status).toBe(404)
})

test('[I29] a registration whose caller hangs up makes no account and no restaurant', async () => {
  const queue = openWorkQueue({ slots: 1, queue: 10 })
  const asked: WorkKind[] = []
  const work: WorkQueue = {
    run(origin, compute) {
      asked.push(origin.kind)
      return queue.run(origin, compute)
    },
  }
  const { server } = await open({ passwords: { work } })
  const { db, app } = server
  await app.listen({ port: 0, host: '127.0.0.1' })
  const gate = Promise.withResolvers<void>()
  const held = queue.run({ kind: 'member' }, () => gate.promise)
  const closed = new Promise((resolve) => app.server.once('connection', (socket) => socket.once('close', resolve)))
  const body = JSON.stringify({ ...person, email: 'gone@example.com' })
  const call = request({
    ...{ host: '127.0.0.1', port: (app.server.address() as AddressInfo).port },
    ...{ path: '/api/v1/auth/register', method: 'POST' },
    headers: { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) },
  })
  call.on('error', () => {}).end(body)
  await expect.poll(() => asked).toEqual(['registration'])
  call.destroy()
  await closed
  gate.resolve()
  await held
  // Runs behind it in the same queue.
  await server.register()
  expect(await db.asSystem((tx) => tx.query('select 1 from tenants'))).toHaveLength(1)
  expect(await db.asAccount({ email: 'gone@example.com' }, (tx) => tx.query('select 1 from users'))).toEqual([])
})

test('[I31] metrics are for this machine, or for who has the token', async () => {
  const { server } = await open({})
  const metrics = (more: object) => server.inject({ method: 'GET', url: '/metrics', ...more })
  expect((await metrics({})).status).toBe(200)
  expect((await metrics({ remoteAddress: '10.0.0.9' })).status).toBe(403)
  expect((await metrics({ headers: { 'x-forwarded-for': '203.0.113.7' } })).status).toBe(403)
  const { server: other } = await open({ config: { metricsToken: 'a token of the metrics' } })
  const withToken = (authorization: string) =>
    other.inject({ method: 'GET', url: '/metrics', remoteAddress: '10.0.0.9', headers: { authorization } })
  expect((await withToken('Bearer a token of the metrics')).status).toBe(200)
  expect((await withToken('Bearer a token of the metric')).status).toBe(401)
  expect((await other.inject({ method: 'GET', url: '/metrics' })).status).toBe(401)
})

test('[I29] guesses of access tokens are limited by address, and stop nobody at another address', async () => {
  const { server } = await open({ config: { badTokensPerMinute: 3 } })
  const guess = (address: string, n: number) =>
    server.inject({
      method: 'GET',
      url: '/api/v1/auth/me',
      headers: { authorization: `Bearer guess${n}`, 'x-forwarded-for': address },
    })
  const replies = []
  for (let n = 0; n < 5; n += 1) replies.push(await guess('198.51.100.7', n))
  expect(statuses(replies)).toEqual([401, 401, 401, 429, 429])
  expect((await guess('203.0.113.7', 1)).status).toBe(401)
})

test('[I29] requests without a sign-in are limited by address, also from the other addresses of its /64', async () => {
  const { server } = await open({ config: { rateLimitPerMinute: 3 } })
  const ask = (address: string) =>
    server.inject({
      method: 'POST',
      url: '/api/v1/auth/link',
      headers: { 'x-forwarded-for': address },
      payload: { token: 'x'.repeat(43) },
    })
  const replies = []
  for (const n of [1, 2, 3, 4]) replies.push(await ask(`2001:db8:1:2::${n}`))
  replies.push(await ask('2001:db8:1:3::1'))
  expect(statuses(replies)).toEqual([404, 404, 404, 429, 404])
})

test('[I29] guesses of tokens are limited on routes without a sign-in too, that of the metrics included', async () => {
  const { server } = await open({ config: { badTokensPerMinute: 2, metricsToken: 'a token of the metrics' } })
  const guess = (method: 'GET' | 'POST', url: string, address: string, token = 'guess') =>
    server.inject({ method, url, headers: { authorization: `Bearer ${token}`, 'x-forwarded-for': address } })
  const metrics = []
  for (let n = 0; n < 4; n += 1) metrics.push(await guess('GET', '/metrics', '198.51.100.7'))
  expect(statuses(metrics)).toEqual([401, 401, 429, 429])
  const signOuts = []
  for (let n = 0; n < 3; n += 1) signOuts.push(await guess('POST', '/api/v1/auth/logout', '203.0.113.7'))
  expect(statuses(signOuts)).toEqual([401, 401, 429])
  expect((await guess('GET', '/metrics', '198.51.100.9', 'a token of the metrics')).status).toBe(200)
})

test('[I29] however many ask whether the database works, one question is on its way', async () => {
  const { server } = await open({})
  const { db, app } = server
  let asked = 0
  const { ping } = db
  db.ping = () => {
    asked += 1
    return ping()
  }
  const replies = await Promise.all(Array.from({ length: 200 }, () => app.inject({ method: 'GET', url: '/ready' })))
  expect(new Set(replies.map(({ statusCode }) => statusCode))).toEqual(new Set([200]))
  expect(asked).toBeLessThan(20)
})
