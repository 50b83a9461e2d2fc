import { randomUUID } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { expect, onTestFinished, test } from 'vitest'
import { nextCommand, openDice } from '../apps/server/src/sockets/testing/random-commands.ts'
import { canonicalFloor } from '../apps/server/src/sockets/testing/replica.ts'
import { createTestDatabase } from '../apps/server/src/testing/cluster.ts'
import { dataFolder, serveProcess } from '../apps/server/src/testing/server-process.ts'
import { addByInvitation, openApiClient, ownerPassword, registerOwner } from './api-client.ts'
import { floorFromSync } from './decode-floor.ts'
import { openLossyProxy } from './lossy-proxy.ts'
import { python, pythonProgram, startPython } from './python-client.ts'
import { openRandom } from './random.ts'
import { waitUntil } from './wait-until.ts'

test('the client in Python has less than 80 lines', async () => {
  const text = await readFile(pythonProgram, 'utf8')
  expect(text.trimEnd().split('\n').length).toBeLessThan(80)
})

async function openServer() {
  const { url: DATABASE_URL, close } = await createTestDatabase()
  onTestFinished(close)
  const settings = { DATABASE_URL, SECRET_KEY: randomUUID(), ACCESS_TOKEN_MINUTES: '1', WS_HEARTBEAT_INTERVAL: '1' }
  const { url } = await serveProcess({ ...settings, DATA_DIR: await dataFolder() })
  const { token } = await registerOwner(url)
  const owner = openApiClient(url, token)
  /** With a new token: the changes may take longer than a token lives. */
  const signInOwner = async () => {
    const signIn = { email: 'ada@example.com', password: ownerPassword }
    const session = await openApiClient(url).call<{ access_token: string }>('POST', '/auth/login', signIn)
    return openApiClient(url, session.access_token)
  }
  const email = `${randomUUID()}@example.com`
  const password = 'a good password'
  await addByInvitation(url, owner, { email, name: 'Mia', role: 'manager', password })
  return { url, signInOwner, email, password }
}

const dayMs = 86_400_000

// More than two frames of bookings.
function bookings(page: number) {
  return Array.from({ length: 300 }, (_, i) => ({
    ...{ name: `Booking ${i}`, partySize: 2, notes: 'n'.repeat(300) },
    startsAt: new Date(Date.now() + (2 + page) * dayMs + i * 60_000).toISOString(),
  }))
}

test.skipIf(!python)(
  '[SY26] [SY100] [SY101] [I3] a client written from the text stays equal through 2,000 changes, cut connections and lost frames',
  { timeout: 180_000 },
  async () => {
    const { url, signInOwner, ...account } = await openServer()
    let owner = await signInOwner()
    const random = openRandom(5)
    let losesFrames = true
    const losable = /^\{"type":"(delta_update|atomic_transaction_complete|full_sync_part)"/
    const proxy = await openLossyProxy(url, (message) => losesFrames && losable.test(message) && random.chance(0.05))
    const tables = Array.from({ length: 8 }, (_, i) => ({ tableNumber: `T${i}`, capacity: 2 + (i % 4) }))
    await owner.call('POST', '/tables/bulk', { tables })
    for (let page = 0; page < 4; page++) {
      const command = { id: randomUUID(), type: 'reservation.import', payload: { reservations: bookings(page) } }
      await owner.call('POST', '/sync/batch', { operations: [command] })
    }
    const client = startPython(proxy.url, account)
    expect(await waitUntil(client.isConnected, 20_000)).toBeDefined()

    const dice = openDice(6)
    const startedAt = Number((await owner.call('GET', '/sync/health')).version)
    let version = startedAt
    for (let round = 0; version < startedAt + 2000; round++) {
      owner = await signInOwner()
      const floor = floorFromSync(await owner.call('GET', '/sync/full'))
      const operations = Array.from({ length: 60 }, () => {
        const [type, payload] = nextCommand(floor, dice)
        return { id: randomUUID(), type, payload }
      })
      await owner.call('POST', '/sync/batch', { operations })
      version = Number((await owner.call('GET', '/sync/health')).version)
      if (round % 12 === 11) proxy.cut()
    }
    losesFrames = false

    owner = await signInOwner()
    const expected = canonicalFloor(await owner.call('GET', '/sync/full'))
    expect(await waitUntil(async () => (await client.floor()) === expected, 40_000)).toBeDefined()
    expect(proxy.lost).toBeGreaterThan(20)
  },
)
