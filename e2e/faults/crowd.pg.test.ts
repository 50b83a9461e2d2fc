import { request as ask } from 'node:http'
import type { Duplex } from 'node:stream'
import { expect, onTestFinished, test } from 'vitest'
import { createTestDatabase } from '../../apps/server/src/testing/cluster.ts'
import { dataFolder, serveProcess } from '../../apps/server/src/testing/server-process.ts'
import { mustAnswer } from './http.ts'
import { until } from './until.ts'

type Handshake = { status: number; retryAfter: string | undefined; socket: Duplex | undefined; heard: () => string }

/** One handshake by hand: what a refusal says is in its headers, which a WebSocket hides. */
function handshake(url: string, token: string, cursor: string): Promise<Handshake> {
  return new Promise((resolve, reject) => {
    const request = ask(`${url}/ws/restaurant/sync?cursor=${encodeURIComponent(cursor)}`, {
      agent: false,
      headers: {
        authorization: `Bearer ${token}`,
        connection: 'Upgrade',
        upgrade: 'websocket',
        'sec-websocket-version': '13',
        'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==',
      },
    })
    request.once('error', reject)
    request.once('response', (response) => {
      response.resume()
      const retryAfter = response.headers['retry-after']
      resolve({ status: response.statusCode ?? 0, retryAfter, socket: undefined, heard: () => '' })
    })
    request.once('upgrade', (_, socket, head) => {
      let text = String(head)
      socket.on('data', (bytes) => {
        text += bytes
      })
      socket.on('error', () => {})
      onTestFinished(() => void socket.destroy())
      resolve({ status: 101, retryAfter: undefined, socket, heard: () => text })
    })
    request.end()
  })
}

async function metric(url: string, name: string): Promise<number> {
  const text = await (await fetch(`${url}/metrics`)).text()
  return Number(new RegExp(`^${name}(?:\\{[^}]*\\})? (\\d+)`, 'm').exec(text)?.[1] ?? Number.NaN)
}

test('[I22] 1,000 clients that come back at once after a crash load the floor twice at most, and are in or told when to come again', {
  timeout: 60_000,
}, async () => {
  const { url: DATABASE_URL, close } = await createTestDatabase()
  onTestFinished(close)
  const env = { DATABASE_URL, DATA_DIR: await dataFolder() }
  const before = await serveProcess(env)
  const { access_token: token } = (await mustAnswer(before.url, {
    method: 'POST',
    path: '/auth/register',
    body: { restaurantName: 'Chez Ada', name: 'Ada', email: 'ada@example.com', password: 'a good password' },
  })) as { access_token: string }
  const full = await mustAnswer(before.url, { method: 'GET', path: '/sync/full', token })
  const { cursor, version } = full as { cursor: string; version: number }
  await before.end('SIGKILL')

  const { url } = await serveProcess(env)
  expect(await metric(url, 'qtable_floor_loads_total')).toBe(0)
  const came = await Promise.all(Array.from({ length: 1_000 }, () => handshake(url, token, cursor)))
  const refused = came.filter(({ status }) => status !== 101)
  expect(refused.filter(({ status, retryAfter }) => status !== 503 || !retryAfter)).toEqual([])
  const inside = came.filter(({ status }) => status === 101)
  expect(inside.length).toBeGreaterThan(500)
  const resumed = `"type":"resumed","from_version":${version}`
  expect(await until(() => inside.every(({ heard }) => heard().includes(resumed)), 10_000)).toBeDefined()
  expect(await metric(url, 'qtable_floor_loads_total')).toBeLessThanOrEqual(2)
})
