import { randomUUID } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import { type Client, openClient } from '@qtable/client'
import { expect, onTestFinished, test } from 'vitest'
import { nextCommand } from '../apps/server/src/sockets/testing/random-commands.ts'
import { canonicalFloor } from '../apps/server/src/sockets/testing/replica.ts'
import { createTestDatabase } from '../apps/server/src/testing/cluster.ts'
import { hasRedis, startRedis } from '../apps/server/src/testing/redis.ts'
import { dataFolder, serveProcess } from '../apps/server/src/testing/server-process.ts'
import { addByInvitation, openApiClient, registerOwner } from './api-client.ts'
import { type FaultProxy, openFaultProxy } from './faults/fault-proxy.ts'
import { python, startPython } from './python-client.ts'
import { openRandom } from './random.ts'
import { waitUntil } from './wait-until.ts'

const password = 'a good password'

/** Three nodes with one restaurant, and three proxies, each from one client to another node. */
async function openNodes() {
  const { url: DATABASE_URL, close } = await createTestDatabase()
  onTestFinished(close)
  // The shortest lifetime of a token that there is, a minute: clients refresh on the open socket.
  const settings = { DATABASE_URL, SECRET_KEY: randomUUID(), ACCESS_TOKEN_MINUTES: '1', WS_HEARTBEAT_INTERVAL: '2' }
  const env = { ...settings, ...(hasRedis ? { REDIS_URL: (await startRedis()).url } : {}) }
  const start = async () => serveProcess({ ...env, DATA_DIR: await dataFolder() })
  const nodes = [await start(), await start(), await start()] as const
  const { url } = nodes[0]
  const { token } = await registerOwner(url)
  const owner = openApiClient(url, token)
  const tables = Array.from({ length: 8 }, (_, i) => ({ tableNumber: `T${i}`, capacity: 2 + (i % 4) }))
  await owner.call('POST', '/tables/bulk', { tables })
  const openProxy = async (own: (typeof nodes)[number]) => {
    const proxy = await openFaultProxy(() => {
      const up = [own, ...nodes].find((node) => node.child.exitCode === null)
      return up && Number(new URL(up.url).port)
    })
    onTestFinished(proxy.close)
    return proxy
  }
  const proxies = [await openProxy(nodes[0]), await openProxy(nodes[1]), await openProxy(nodes[2])] as const
  async function addManager(): Promise<string> {
    const email = `${randomUUID()}@example.com`
    await addByInvitation(nodes[0].url, owner, { email, name: 'Mia', role: 'manager', password })
    return email
  }
  return { nodes, proxies, addManager, readFull: () => owner.call('GET', '/sync/full') }
}

async function openSdk({ url }: FaultProxy, email: string): Promise<Client> {
  const client = openClient({ url })
  onTestFinished(() => client.close())
  await client.signIn({ email, password })
  await client.whenLoaded()
  return client
}

async function work(client: Client, seed: number): Promise<void> {
  const random = openRandom(seed)
  for (let i = 0; i < 120; i++) {
    if (client.view) {
      const [type, payload] = nextCommand(client.view, random.int)
      client.run(type, payload as never)
    }
    await delay(random.int(40))
  }
}

/** Cuts and stalls connections, and stops a node for good: its clients go to the others. */
async function injectFaults({ nodes, proxies: [first, , third] }: Awaited<ReturnType<typeof openNodes>>) {
  const pauseMs = 400
  await delay(pauseMs)
  third.cut()
  await delay(pauseMs)
  first.cut()
  await delay(pauseMs)
  third.set('stalled')
  await delay(pauseMs)
  third.set('open')
  third.cut()
  await nodes[2].end('SIGTERM')
}

// Four programs have to start, and a load has to arrive everywhere.
const timeout = 60_000

test.skipIf(!python)(
  '[SY100] [SY101] [SY105] [SY40] [I3] two clients with the SDK and one in Python are equal after a load on three nodes with faults',
  { timeout },
  async () => {
    const cluster = await openNodes()
    const { proxies, addManager, readFull } = cluster
    const clients = [await openSdk(proxies[0], await addManager()), await openSdk(proxies[1], await addManager())]
    const thirdParty = startPython(proxies[2].url, { email: await addManager(), password })
    expect(await waitUntil(thirdParty.isConnected, 20_000)).toBeDefined()
    const versionOf = (floor: string) => (JSON.parse(floor) as { version: number | null }).version
    expect(await waitUntil(async () => versionOf(await thirdParty.floor()) !== null, 10_000)).toBeDefined()

    await Promise.all([...clients.map(work), injectFaults(cluster)])

    expect(await waitUntil(() => clients.every(({ status }) => status.unsent === 0), 10_000)).toBeDefined()
    const expected = canonicalFloor(await readFull())
    const isExpected = (floor: string) => floor === expected
    expect(await waitUntil(async () => isExpected(await thirdParty.floor()), 10_000)).toBeDefined()
    expect(await thirdParty.lastFloor()).toBe(expected)
    const areEqual = () => clients.every(({ base }) => isExpected(canonicalFloor({ ...base })))
    expect(await waitUntil(areEqual, 10_000)).toBeDefined()
    expect(versionOf(expected)).toBeGreaterThan(60)
  },
)
