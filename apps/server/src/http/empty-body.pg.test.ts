import { connect } from 'node:net'
import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openTestServer, type TestClient, type TestServer } from './testing/open-server.ts'

let server: TestServer
let owner: TestClient
let port: number
beforeAll(async () => {
  server = await openTestServer()
  owner = await server.register()
  port = Number(new URL(await server.app.listen({ port: 0, host: '127.0.0.1' })).port)
})
afterAll(() => server.close())

/** Sends requests as raw bytes over one connection, one after another, and returns the statuses. */
async function statusesOf(requests: readonly { line: string; headers?: readonly string[]; body?: string }[]) {
  const socket = connect(port, '127.0.0.1')
  const common = ['host: qtable', `authorization: Bearer ${owner.session.access_token}`]
  for (const [i, { line, headers = [], body = '' }] of requests.entries()) {
    const last = i === requests.length - 1 ? ['connection: close'] : []
    socket.write(`${[`${line} HTTP/1.1`, ...common, ...headers, ...last].join('\r\n')}\r\n\r\n${body}`)
  }
  const answers = await text(socket)
  return [...answers.matchAll(/HTTP\/1\.1 (\d{3}) /g)].map(([, status]) => Number(status))
}

const json = 'content-type: application/json'
const ways = [
  { name: 'no header about a body', headers: [] },
  { name: 'a content type without a body', headers: [json] },
  { name: 'an unsupported content type without a body', headers: ['content-type: text/plain'] },
  { name: 'a content length of zero', headers: ['content-length: 0'] },
  { name: 'a content type and a content length of zero', headers: [json, 'content-length: 0'] },
  {
    name: 'a content type and an empty chunked body',
    headers: [json, 'transfer-encoding: chunked'],
    body: '0\r\n\r\n',
  },
]
const lines = ['GET /api/v1/tables', 'HEAD /api/v1/tables', 'GET /nowhere'].concat(
  ['POST', 'PUT', 'PATCH', 'DELETE'].flatMap((method) =>
    ['/nowhere', '/api/v1/tables/01990000-0000-7000-8000-000000000001', '/api/v1/guests'].map(
      (path) => `${method} ${path}`,
    ),
  ),
)

test.for(ways)('every method and path answers at once to $name, and the connection stays open', async (way) => {
  const statuses = await statusesOf([...lines.map((line) => ({ ...way, line })), { line: 'GET /api/v1/tables' }])
  expect(statuses).toHaveLength(lines.length + 1)
  for (const status of statuses) expect(status).toBeLessThan(500)
  expect(statuses.at(-1)).toBe(200)
})

test('a command without a payload needs no body, whatever the headers declare', async () => {
  const at = new Date(Date.now() + 3_600_000).toISOString()
  for (const { headers, body = '' } of ways.filter(({ name }) => !name.includes('unsupported'))) {
    const { id } = (await owner.ask('POST', 'reservations', { name: 'Ada', partySize: 2, startsAt: at })).body
    expect(await statusesOf([{ line: `POST /api/v1/reservations/${id}/arrive`, headers, body }])).toEqual([200])
  }
})
