import { spawnSync } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Session } from '@qtable/protocol'
import { expect, test } from 'vitest'
import { connect, type TestSocket } from '../../apps/server/src/sockets/testing/test-socket.ts'
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

async function openSocket(url: string, endpoint: string, token: string): Promise<TestSocket> {
  const session = { access_token: token } as Session
  return connect({ port: Number(new URL(url).port) }, session, { path: `${endpoint}?restaurant_id=1` })
}

test('the exchanges of the native tablet app, literally as its documents show them', { timeout: 120_000 }, async () => {
  const { url, end } = await serveAsOlder()
  await registerOwner(url)
  const answers: Record<string, Answer> = {}
  let token = ''
  let sync: TestSocket | undefined
  let realtime: TestSocket | undefined
  for (const { name, request, body, status, answer, keeps } of exchanges) {
    const [method = '', written = ''] = request.split(' ')
    const target = written.replace('{dashboard.timestamp}', String(answers.dashboard?.timestamp).replace('Z', '+00:00'))
    const response = await fetch(`${url}${target}`, {
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
      sync = await openSocket(url, '/ws/restaurant/sync', token)
      expect(await sync.next('connection_confirmation')).toMatchObject({ restaurant_id: 1, heartbeat_interval: 30 })
      expect(await sync.next('full_sync')).toMatchObject({ restaurant_id: 1, guests: [], tables: [] })
      realtime = await openSocket(url, '/realtime', token)
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
  const changed = answers.delta?.changes as { entity_type: string }[]
  // The restaurant is among them where it was created in the same second.
  const types = new Set(changed.map((one) => one.entity_type))
  types.delete('restaurant')
  expect(types).toEqual(new Set(['guest', 'table']))
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
  const send = async (target: string, body: unknown) => {
    const headers = { 'content-type': 'application/json', authorization: `Bearer ${token}` }
    const response = await fetch(`${url}${target}`, { method: 'POST', headers, body: String(body) })
    return (await response.json()) as { version: number; results: { status: string }[] }
  }
  await send('/restaurants/1/tables/bulk', tables?.body)
  const once = await send('/api/restaurants/1/sync/batch', upload?.body)
  const twice = await send('/api/restaurants/1/sync/batch', upload?.body)
  expect(twice.results.map(({ status }) => status)).toEqual(['duplicate', 'duplicate'])
  expect(twice.version).toBe(once.version)
})

test('.env in the folder of the start is read, and the environment stands above it', async () => {
  const folder = await dataFolder()
  await writeFile(path.join(folder, '.env'), 'PORT=eighty\nLOG_LEVEL=INFO\n')
  const main = fileURLToPath(new URL('../../apps/server/src/main.ts', import.meta.url))
  const start = (env: Record<string, string>) =>
    spawnSync(process.execPath, [main, 'serve'], { cwd: folder, env, encoding: 'utf8' })
  expect(start({ DATA_DIR: folder })).toMatchObject({ status: 1, stderr: expect.stringMatching(/^PORT must be/) })
  const { stderr } = start({ DATA_DIR: folder, PORT: '0', LOG_LEVEL: 'loud' })
  expect(stderr).toMatch(/^LOG_LEVEL must be/)
})
