import { get } from 'node:http'
import { expect, onTestFinished, test } from 'vitest'
import { createTestDatabase } from '../../apps/server/src/testing/cluster.ts'
import { dataFolder, serveProcess } from '../../apps/server/src/testing/server-process.ts'
import { openApiClient, registerOwner } from '../api-client.ts'
import { waitUntil } from '../wait-until.ts'

interface Handshake {
  status: number
  retryAfter: string | undefined
  /** What the socket has received so far. */
  received: () => string
}

const clients = 1_000
const maxFloorLoads = 2

/** Sends one handshake by hand: the class WebSocket hides the headers of a refusal. */
function handshake(url: string, token: string, cursor: string): Promise<Handshake> {
  return new Promise((resolve, reject) => {
    const request = get(`${url}/ws/restaurant/sync?cursor=${encodeURIComponent(cursor)}`, {
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
      resolve({ status: response.statusCode ?? 0, retryAfter, received: () => '' })
    })
    request.once('upgrade', (_, socket, head) => {
      let text = String(head)
      socket.on('data', (bytes) => {
        text += bytes
      })
      socket.on('error', () => {})
      onTestFinished(() => void socket.destroy())
      resolve({ status: 101, retryAfter: undefined, received: () => text })
    })
  })
}

async function floorLoads(url: string): Promise<number> {
  const text = await (await fetch(`${url}/metrics`)).text()
  return Number(/^qtable_floor_loads_total(?:\{[^}]*\})? (\d+)/m.exec(text)?.[1] ?? Number.NaN)
}

test('[I22] 1,000 clients that reconnect at once after a crash cause at most two floor loads, and are resumed or told when to try again', {
  timeout: 60_000,
}, async () => {
  const { url: DATABASE_URL, close } = await createTestDatabase()
  onTestFinished(close)
  const env = { DATABASE_URL, DATA_DIR: await dataFolder() }
  const crashed = await serveProcess(env)
  const { token } = await registerOwner(crashed.url)
  const owner = openApiClient(crashed.url, token)
  const { cursor, version } = await owner.call<{ cursor: string; version: number }>('GET', '/sync/full')
  await crashed.end('SIGKILL')

  const { url } = await serveProcess(env)
  expect(await floorLoads(url)).toBe(0)
  const handshakes = await Promise.all(Array.from({ length: clients }, () => handshake(url, token, cursor)))
  const refused = handshakes.filter(({ status }) => status !== 101)
  expect(refused.filter(({ status, retryAfter }) => status !== 503 || !retryAfter)).toEqual([])
  const accepted = handshakes.filter(({ status }) => status === 101)
  expect(accepted.length).toBeGreaterThan(clients / 2)
  const resumed = `"type":"resumed","from_version":${version}`
  const areResumed = () => accepted.every(({ received }) => received().includes(resumed))
  expect(await waitUntil(areResumed, 10_000)).toBeDefined()
  expect(await floorLoads(url)).toBeLessThanOrEqual(maxFloorLoads)
})
