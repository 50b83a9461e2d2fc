import { once } from 'node:events'
import { expect, onTestFinished, test } from 'vitest'
import { WebSocket } from 'ws'
import { dataFolder, serveProcess } from '../../apps/server/src/testing/server-process.ts'
import { registerOwner } from '../api-client.ts'
import { exchanges } from './exchanges.ts'

type Answer = Record<string, unknown>

const wholeSecond = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/

/** The expected part of an answer, where `<instant>` and the like stand for any of their kind. */
function matcherOf(expected: unknown): unknown {
  switch (expected) {
    case '<instant>':
      return expect.stringMatching(wholeSecond)
    case '<uuid>':
      return expect.stringMatching(/^[0-9a-f-]{36}$/)
    case '<version>':
      return expect.any(Number)
  }
  if (Array.isArray(expected)) return expected.map(matcherOf)
  if (typeof expected !== 'object' || expected === null) return expected
  return Object.fromEntries(Object.entries(expected).map(([field, part]) => [field, matcherOf(part)]))
}

/** Every instant of an answer, wherever it stands. */
function instantsIn(value: unknown): string[] {
  if (typeof value === 'string') return /^\d{4}-\d\d-\d\dT/.test(value) ? [value] : []
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(instantsIn) : []
}

/** A server that was set up by the documents of the older system. */
async function serveAsOlder() {
  return serveProcess({
    DATABASE_URL: 'sqlite:///./qtable.db',
    SECRET_KEY: 'change-me',
    LOG_LEVEL: 'INFO',
    WS_HEARTBEAT_INTERVAL: '30',
    WS_CONNECTION_TIMEOUT: '300',
    DATA_DIR: await dataFolder(),
  })
}

/** A socket of the app: the messages that it has received, and the next of a type. */
async function openSocket(url: string, token: string) {
  const socket = new WebSocket(url.replace('http', 'ws'), { headers: { authorization: `Bearer ${token}` } })
  onTestFinished(() => socket.terminate())
  const received: Answer[] = []
  socket.on('message', (data) => received.push(JSON.parse(String(data)) as Answer))
  await once(socket, 'open')
  return {
    socket,
    next: (type: string) =>
      expect
        .poll(() => received.find((message) => message.type === type), { timeout: 10_000 })
        .toBeDefined()
        .then(() => received.splice(0, received.findIndex((message) => message.type === type) + 1).at(-1) as Answer),
  }
}

test('the exchanges of the native tablet app, literally as its documents show them', { timeout: 120_000 }, async () => {
  const { url, end } = await serveAsOlder()
  await registerOwner(url)
  const answers: Record<string, Answer> = {}
  let token = ''
  let sync: Awaited<ReturnType<typeof openSocket>> | undefined
  let realtime: Awaited<ReturnType<typeof openSocket>> | undefined
  for (const { name, request, body, status, answer, keeps } of exchanges) {
    const [method = '', written = ''] = request.split(' ')
    const path = written.replace('{dashboard.timestamp}', String(answers.dashboard?.timestamp).replace('Z', '+00:00'))
    const response = await fetch(`${url}${path}`, {
      method,
      headers: {
        'content-type': 'application/json',
        ...(token === '' ? {} : { authorization: `Bearer ${token}` }),
      },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : body(answers) }),
    })
    const text = await response.text()
    expect(response.status, `${name}: ${text}`).toBe(status)
    const read = JSON.parse(text) as Answer
    expect(read, name).toMatchObject(matcherOf(answer) as object)
    for (const instant of instantsIn(read)) expect(instant, name).toMatch(wholeSecond)
    if (keeps) answers[keeps] = read
    if (!token) {
      token = String(read.access_token)
      sync = await openSocket(`${url}/ws/restaurant/sync?restaurant_id=1`, token)
      expect(await sync.next('connection_confirmation')).toMatchObject({ restaurant_id: 1, heartbeat_interval: 30 })
      expect(await sync.next('full_sync')).toMatchObject({ restaurant_id: 1, guests: [], tables: [] })
      realtime = await openSocket(`${url}/realtime?restaurant_id=1`, token)
      await realtime.next('connection_confirmation')
    }
    if (name === 'adds a party to the waitlist') {
      const told = { timestamp: expect.stringMatching(wholeSecond), restaurant_id: 1 }
      expect(await sync?.next('delta_update')).toMatchObject({
        ...told,
        changes: [{ entity_type: 'guest', data: read }],
      })
      expect(await realtime?.next('guest_created')).toMatchObject({ ...told, guest: read, guestId: read.id })
    }
    if (name === 'seats it in one step') {
      const { guest, table, transaction_id } = read
      expect(await sync?.next('atomic_transaction_complete')).toMatchObject({ transaction_id })
      expect(await realtime?.next('guest_updated')).toMatchObject({ guest, table })
    }
  }
  const changes = (answers.delta?.changes ?? []) as { entity_type: string }[]
  const changed = changes.map((one) => one.entity_type)
  expect(new Set(changed)).toEqual(new Set(['guest', 'table']))
  sync?.socket.send('ping')
  expect(await sync?.next('pong')).toMatchObject({ timestamp: expect.stringMatching(wholeSecond) })
  const { err } = await end('SIGTERM')
  expect(err).toContain('DATABASE_URL names an SQLite file')
  expect(err).toContain('SECRET_KEY is short')
})

test('an upload that is sent again, because its answer was lost, changes nothing', { timeout: 120_000 }, async () => {
  const { url } = await serveAsOlder()
  const { token } = await registerOwner(url)
  const upload = exchanges.find(({ name }) => name === 'uploads what it did offline')
  const tables = exchanges.find(({ name }) => name === 'lays out its tables')
  const send = async (path: string, body: unknown) => {
    const headers = { 'content-type': 'application/json', authorization: `Bearer ${token}` }
    const response = await fetch(`${url}${path}`, { method: 'POST', headers, body: String(body) })
    return (await response.json()) as { version: number; results: { status: string }[] }
  }
  await send('/restaurants/1/tables/bulk', tables?.body)
  const once = await send('/api/restaurants/1/sync/batch', upload?.body)
  const twice = await send('/api/restaurants/1/sync/batch', upload?.body)
  expect(twice.results.map(({ status }) => status)).toEqual(['duplicate', 'duplicate'])
  expect(twice.version).toBe(once.version)
})
