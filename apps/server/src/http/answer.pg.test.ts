import { connect } from 'node:net'
import { Writable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import { pino } from 'pino'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { openTestServer, type TestClient, type TestServer } from './testing/open-server.ts'

const lines: Record<string, unknown>[] = []
const log = pino(
  { level: 'info' },
  new Writable({
    write(chunk, _encoding, done) {
      lines.push(JSON.parse(String(chunk)))
      done()
    },
  }),
)

let server: TestServer
let owner: TestClient
beforeAll(async () => {
  server = await openTestServer({ log })
  owner = await server.register()
})
afterAll(() => server.close())

describe('every answer', () => {
  test('has the id of its request, which the client may choose', async () => {
    const made = await server.inject({ url: '/health' })
    expect(made.headers['x-request-id']).toMatch(/^[0-9a-f-]{36}$/)
    const id = 'checkout-7.a:1'
    const given = await server.inject({ url: '/nowhere', headers: { 'x-request-id': id } })
    expect(given.headers['x-request-id']).toBe(id)
    expect(given.body.request_id).toBe(id)
    for (const wrong of ['a b', 'x'.repeat(65), '{"a":1}', '']) {
      const reply = await server.inject({ url: '/health', headers: { 'x-request-id': wrong } })
      expect(reply.headers['x-request-id']).toMatch(/^[0-9a-f-]{36}$/)
    }
  })

  test('has the security headers and may enter private caches alone', async () => {
    const reply = await owner.ask('GET', 'guests')
    expect(reply.headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'content-security-policy': "default-src 'none';frame-ancestors 'none'",
      'referrer-policy': 'no-referrer',
      'cache-control': 'private, no-cache',
      'content-type': 'application/json; charset=utf-8',
    })
    expect(reply.headers).not.toHaveProperty('access-control-allow-origin')
    expect(reply.headers).not.toHaveProperty('x-powered-by')
  })
})

test('an unknown path is not found, and another method at a known path is answered with those that it takes', async () => {
  expect(await owner.ask('GET', '/api/v1/nothing')).toMatchObject({ status: 404, body: { code: 'not_found' } })
  const reply = await owner.ask('DELETE', `restaurant`)
  expect(reply).toMatchObject({
    status: 405,
    headers: { allow: 'GET, HEAD, PATCH, PUT' },
    body: { code: 'method_not_allowed' },
  })
  expect((await owner.ask('POST', 'guests/0197f6a0-7c00-7000-8000-000000000001', {})).headers.allow).toBe(
    'DELETE, GET, HEAD, PATCH, PUT',
  )
  for (const url of ['/openapi.json', '/asyncapi.json', '/docs', '/docs/sync-spec', '/docs/problems', '/health']) {
    const posted = await server.inject({
      method: 'POST',
      url,
      headers: { 'content-type': 'application/json' },
      body: '{}',
    })
    expect(posted, url).toMatchObject({ status: 405, headers: { allow: 'GET, HEAD' } })
  }
  for (const url of ['/api/v1/guests/%', '/%E0%A4%A', '/api/v1/guests/%c0%ae']) {
    expect(await server.inject({ url }), url).toMatchObject({ status: 400, body: { code: 'malformed' } })
  }
  expect(await owner.ask('GET', `guests/${'x'.repeat(300)}`)).toMatchObject({ status: 404 })
  expect(await owner.ask('HEAD', 'guests')).toMatchObject({ status: 200, text: '' })
})

test('only JSON over 1 KB is compressed, for clients that accept it', async () => {
  const tables = Array.from({ length: 60 }, (_, i) => ({ tableNumber: `T${i}`, capacity: 4 }))
  await owner.ask('POST', 'tables/bulk', { tables })
  const get = (encoding: string, path = 'sync/full') =>
    server.app.inject({
      url: `/api/v1/${path}`,
      headers: { authorization: `Bearer ${owner.session.access_token}`, 'accept-encoding': encoding },
    })
  const plain = await get('identity')
  expect(plain.headers['content-encoding']).toBeUndefined()
  const zipped = await get('gzip')
  expect(zipped.headers).toMatchObject({ 'content-encoding': 'gzip', vary: expect.stringMatching(/accept-encoding/i) })
  expect(gunzipSync(zipped.rawPayload).equals(plain.rawPayload)).toBe(true)
  const brotli = await get('br, gzip')
  expect(brotli.headers['content-encoding']).toBe('br')
  expect(brotliDecompressSync(brotli.rawPayload).equals(plain.rawPayload)).toBe(true)
  expect((await get('gzip', 'auth/me')).headers['content-encoding']).toBeUndefined()
})

test('only configured sites may call from another origin', async () => {
  const origin = 'https://stand.example.com'
  const ask = (app: TestServer['app'], from: string) =>
    app.inject({
      method: 'OPTIONS',
      url: '/api/v1/guests',
      headers: { origin: from, 'access-control-request-method': 'POST' },
    })
  expect((await ask(server.app, origin)).headers).not.toHaveProperty('access-control-allow-origin')
  const open = await server.node({ config: { corsOrigins: [origin] } })
  expect((await ask(open.app, origin)).headers).toMatchObject({ 'access-control-allow-origin': origin })
  expect((await ask(open.app, 'https://evil.example.com')).headers['access-control-allow-origin']).not.toBe(
    'https://evil.example.com',
  )
})

test('each user has their own rate limit', async () => {
  const limited = await server.node({ config: { rateLimitPerMinute: 5 } })
  const [a, b] = [limited.as(owner.session), limited.as((await server.register()).session)]
  for (let i = 0; i < 5; i++) expect(await a.ask('GET', 'auth/me')).toMatchObject({ status: 200 })
  const over = await a.ask('GET', 'guests')
  expect(over).toMatchObject({ status: 429, body: { code: 'rate_limited' } })
  expect(Number(over.headers['retry-after'])).toBeGreaterThan(0)
  expect(await b.ask('GET', 'auth/me')).toMatchObject({ status: 200 })
  expect(await limited.inject({ url: '/health' })).toMatchObject({ status: 200 })
})

test('the log holds ids and none of the data of a request', async () => {
  lines.length = 0
  const words = 'Rumpelstilzchen'
  await owner.ask('GET', `guests?q=${words}`)
  await owner.ask('GET', `guests?note=${words}`)
  await owner.ask('POST', 'guests', { name: words, partySize: 2 }, { 'x-request-id': 'the-one' })
  await owner.ask('GET', `/${words}`)
  await server.inject({ method: 'POST', url: '/api/v1/auth/login', payload: { email: 'a@b.example', password: words } })
  expect(lines.find(({ requestId }) => requestId === 'the-one')).toMatchObject({
    method: 'POST',
    route: '/api/v1/guests',
    status: 201,
    restaurantId: owner.restaurantId,
    userId: owner.session.user.id,
  })
  const everything = JSON.stringify(lines)
  expect(everything).not.toContain(words)
  expect(everything).not.toContain('a@b.example')
  expect(everything).not.toContain(owner.session.access_token)
})

describe('the process', () => {
  test('answers health, readiness and metrics', async () => {
    expect(await server.inject({ url: '/health' })).toMatchObject({ status: 200, body: { status: 'ok' } })
    expect(await server.inject({ url: '/ready/' })).toMatchObject({ status: 200, body: { status: 'ready' } })
    await owner.ask('POST', 'guests', { partySize: 0 })
    await owner.ask('POST', 'guests', { partySize: 2 })
    const { text: metrics, headers } = await server.inject({ url: '/metrics' })
    expect(headers['content-type']).toMatch(/^text\/plain/)
    expect(metrics).toMatch(
      /qtable_http_request_duration_seconds_count\{method="POST",route="\/api\/v1\/guests",status="422"\} 1/,
    )
    expect(metrics).toMatch(/qtable_commands_total\{command="guest.create",outcome="applied"\} \d/)
    expect(metrics).toMatch(/qtable_floors_held 1/)
    expect(metrics).not.toContain(String(owner.session.user.email))
  })

  test('serves its documentation from its own files alone', async () => {
    const page = await server.inject({ url: '/docs' })
    expect(page).toMatchObject({ status: 200, headers: { 'content-type': 'text/html; charset=utf-8' } })
    expect(String(page.headers['content-security-policy'])).toContain("connect-src 'self'")
    expect(page.text).not.toMatch(/https?:\/\//)
    const files = {
      '/docs/start.js': 'text/javascript; charset=utf-8',
      '/docs/swagger-ui-bundle.js': 'text/javascript; charset=utf-8',
      '/docs/swagger-ui.css': 'text/css; charset=utf-8',
    }
    for (const [url, type] of Object.entries(files)) {
      expect(page.text).toContain(url)
      expect(await server.inject({ url })).toMatchObject({ status: 200, headers: { 'content-type': type } })
    }
    const document = await server.inject({ url: '/openapi.json' })
    expect(document.body).toMatchObject({ openapi: '3.1.0', paths: { '/api/v1/guests': { post: {} } } })
    const { type } = (await server.inject({ url: '/nowhere' })).body
    expect(type).toBe('/docs/problems#not_found')
    expect((await server.inject({ url: '/docs/problems' })).text).toContain('id="not_found"')
  })
})

test('bytes that are not HTTP get a 400 and a closed connection', async () => {
  const url = new URL(await server.app.listen({ port: 0, host: '127.0.0.1' }))
  const send = async (bytes: string) => {
    const socket = connect(Number(url.port), url.hostname)
    socket.write(bytes)
    return await text(socket)
  }
  const noise = [
    'hello\r\n\r\n',
    'GET / HTTP/9.9\r\n\r\n',
    `GET / HTTP/1.1\r\nHost: x\r\nX-Long: ${'x'.repeat(20_000)}\r\n\r\n`,
    `GET /${'x'.repeat(20_000)} HTTP/1.1\r\nHost: x\r\n\r\n`,
    'POST /api/v1/auth/login HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
  ]
  for (const bytes of noise) {
    const answer = await send(bytes)
    expect(answer).toMatch(/^HTTP\/1\.1 400 Bad Request\r\n/)
    expect(answer).toContain('content-type: application/problem+json')
    expect(answer).toContain('"code":"malformed"')
  }
})

test('[I29] a connection that cannot be accepted ends nothing', async () => {
  const { app, close } = await openTestServer()
  onTestFinished(close)
  const origin = await app.listen({ port: 0, host: '127.0.0.1' })
  app.server.emit('error', Object.assign(new Error('accept EMFILE'), { code: 'EMFILE' }))
  expect((await fetch(`${origin}/health`)).status).toBe(200)
})

test('[I24] without PostgreSQL, reads go on and changes answer unavailable with Retry-After', async () => {
  const alone = await openTestServer()
  const caller = await alone.register()
  const { id } = (await caller.ask('POST', 'guests', { partySize: 2 })).body
  const { cursor } = (await caller.ask('GET', 'sync/full')).body
  await alone.db.close()
  for (const path of ['guests', `guests/${id}`, 'dashboard/data', 'sync/full', `sync/delta?since=${cursor}`]) {
    expect(await caller.ask('GET', path), path).toMatchObject({ status: 200 })
  }
  expect((await caller.ask('GET', 'sync/health')).body).toMatchObject({ status: 'degraded', version: 2 })
  expect(await alone.inject({ url: '/health' })).toMatchObject({ status: 200 })
  const refused = {
    status: 503,
    body: { code: 'unavailable' },
    headers: { 'retry-after': expect.stringMatching(/^\d+$/) },
  }
  expect(await alone.inject({ url: '/ready' })).toMatchObject(refused)
  expect(await caller.ask('POST', 'guests', { partySize: 2 })).toMatchObject(refused)
  expect(await caller.ask('PATCH', `guests/${id}`, { name: 'Ada' })).toMatchObject(refused)
  expect(await caller.ask('GET', 'activity')).toMatchObject(refused)
  const operations = [{ id, type: 'guest.delete', payload: { guestId: id } }]
  expect(await caller.ask('POST', 'sync/batch', { operations })).toMatchObject(refused)
})
