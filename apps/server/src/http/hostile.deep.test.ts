import { randomUUID } from 'node:crypto'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { exampleOf } from './documents/example-of.ts'
import type { Route } from './route.ts'
import { routes } from './routes/index.ts'
import { openTestServer, type TestClient, type TestResponse, type TestServer } from './testing/open-server.ts'

let server: TestServer
let owner: TestClient
beforeAll(async () => {
  server = await openTestServer()
  owner = await server.register()
})
afterAll(() => server.close())

const prefixed = routes.filter(({ atRoot }) => !atRoot)
const withBody = prefixed.filter(({ body }) => body)
const url = (route: Route, id: string = randomUUID()) => `/api/v1${route.path.replace(':id', id)}`

/** Sends raw bytes as a body. */
function send(route: Route, payload: string | Buffer, headers: Record<string, string> = {}): Promise<TestResponse> {
  return server.inject({
    method: route.method,
    url: url(route),
    payload,
    headers: {
      authorization: `Bearer ${owner.session.access_token}`,
      'content-type': 'application/json',
      ...headers,
    },
  })
}

function expectRefused(reply: TestResponse, statuses: readonly number[] = [400, 413, 415, 422]): void {
  expect(statuses, reply.text).toContain(reply.status)
  expect(reply.headers['content-type']).toMatch(/^application\/problem\+json/)
  expect(reply.body).toMatchObject({ status: reply.status, code: expect.any(String), detail: expect.any(String) })
  expect(reply.text).not.toMatch(/node_modules|\.ts:\d|select |at .*\(/)
}

const raw: Record<string, string | Buffer> = {
  'no JSON': '{"name": ',
  'two values': '{} {}',
  'not a number': '{"partySize": NaN}',
  'an array': '[]',
  null: 'null',
  'a string': '"x"',
  'a number': '5',
  'a million brackets': '['.repeat(500_000),
  'nested deep': `${'{"a":'.repeat(5000)}1${'}'.repeat(5000)}`,
  'nested deep in a payload': `{"operations":[{"id":"${randomUUID()}","type":"undo","payload":${'['.repeat(5000)}${']'.repeat(5000)}}]}`,
  'broken UTF-8': Buffer.from([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x3a, 0x31, 0x7d]),
  'a prototype': '{"__proto__": {"isAdmin": true}}',
  'a prototype further in': '{"settings": {"__proto__": {"a": 1}}}',
  'a constructor': '{"constructor": {"prototype": {"a": 1}}}',
  'an unknown field': '{"surprise": 1}',
  'a field whose name is broken': '{"\\ud800": 1}',
  'more than a megabyte': `{"name": "${'x'.repeat(1024 * 1024)}"}`,
}

describe.each(Object.entries(raw))('a body that is %s', (_name, payload) => {
  test.each(withBody)('is refused by $method $path', async (route) => {
    expectRefused(await send(route, payload))
  })
})

test.each(withBody)('$method $path accepts JSON alone', async (route) => {
  for (const type of [
    'text/plain',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'nonsense',
  ]) {
    expectRefused(await send(route, '{}', { 'content-type': type }), [415])
  }
  expectRefused(await send(route, gzipSync('{}'), { 'content-encoding': 'gzip' }), [415])
})

const values: unknown[] = [
  null,
  true,
  -1,
  0.5,
  1e308,
  '',
  'x',
  '\u0000',
  '\ud800',
  'x'.repeat(20_000),
  '2026-02-30T25:61:00Z',
  '00000000-0000-0000-0000-00000000000g',
  "'; drop table guests; --",
  {},
  { a: { b: {} } },
  [],
  [null],
  [[]],
  Array.from({ length: 600 }, () => ({})),
]

test.each(withBody.filter(({ body }) => body instanceof z.ZodObject))(
  '$method $path names the field that is wrong, whatever is in it',
  async (route) => {
    const body = route.body as z.ZodObject
    const example = exampleOf(body) as Record<string, unknown>
    for (const field of Object.keys(body.shape)) {
      for (const value of values) {
        const sent = { ...example, [field]: value }
        const reply = await send(route, JSON.stringify(sent))
        expect(reply.status, `${field}: ${JSON.stringify(value).slice(0, 80)} → ${reply.text}`).toBeLessThan(500)
        if (reply.status !== 422 || body.safeParse(sent).success) continue
        const { errors } = reply.body as { errors: { path: string; message: string }[] }
        expect(errors.some(({ path }) => path.split('.')[0] === field)).toBe(true)
      }
    }
  },
  60_000,
)

const inPath = [
  '1',
  'x',
  '%00',
  '%E2%82',
  '..%2f..%2fhealth',
  'null',
  "' or 1=1",
  '\u{1F355}',
  'x'.repeat(190),
  randomUUID().slice(1),
]

test.each(prefixed.filter(({ path }) => path.includes(':id')))('$method $path demands a UUID', async (route) => {
  const { body } = route
  for (const id of inPath) {
    const method = route.method
    const payload = body ? { payload: exampleOf(body) as object } : {}
    const headers = { authorization: `Bearer ${owner.session.access_token}` }
    expectRefused(await server.inject({ method, url: url(route, encodeURI(id)), headers, ...payload }), [400, 404])
  }
})

const inQuery = [
  '',
  '-1',
  '0',
  '1e9',
  '9'.repeat(30),
  'x',
  '%00',
  '%ed%a0%80',
  '2026-02-30',
  '2026-13-01T00:00:00Z',
  'a,b',
  '[]',
  'x'.repeat(3000),
]

test.each(prefixed.filter(({ query }) => query))('$method $path survives any query', async (route) => {
  const fields = Object.keys((route.query as z.ZodObject).shape)
  for (const field of [...fields, 'restaurant_id', 'unknown', '__proto__', 'constructor']) {
    for (const value of inQuery) {
      for (const query of [`${field}=${value}`, `${field}=${value}&${field}=${value}`, `${field}[]=${value}`]) {
        const reply = await owner.ask(route.method, `${url(route)}?since=2026-05-01T18:00:00Z&${query}`)
        expect(reply.status, `${query}: ${reply.text}`).toBeLessThan(500)
        if (reply.status === 400) expect(reply.body.code).toBe('malformed')
      }
    }
  }
})

test.each(prefixed)('$method $path survives any header', async (route) => {
  const headers = [
    { authorization: '' },
    { authorization: 'Bearer' },
    { authorization: 'Bearer a.b.c' },
    { authorization: `Bearer ${'x'.repeat(5000)}` },
    { authorization: 'Basic YTpi' },
    { 'if-match': 'x' },
    { 'if-match': '"1", "2"' },
    { 'if-none-match': '"""' },
    { 'idempotency-key': 'x' },
    { 'content-length': '5' },
    { 'accept-encoding': 'zstd, *;q=0' },
    { 'x-request-id': 'x'.repeat(2000) },
    { 'x-forwarded-for': '::::, 1' },
  ]
  for (const more of headers) {
    const payload = route.body ? JSON.stringify(exampleOf(route.body)) : undefined
    const reply = await server.inject({
      method: route.method,
      url: url(route),
      headers: {
        authorization: `Bearer ${(await fresh()).session.access_token}`,
        ...(payload === undefined ? {} : { 'content-type': 'application/json' }),
        ...more,
      },
      ...(payload === undefined ? {} : { payload }),
    })
    expect(reply.status, `${JSON.stringify(more).slice(0, 100)}: ${reply.text}`).toBeLessThan(500)
  }
})

// Some of the routes end the session. Then a new owner takes over.
async function fresh(): Promise<TestClient> {
  const reply = await owner.ask('GET', 'auth/me')
  if (reply.status === 401) owner = await server.register()
  return owner
}
