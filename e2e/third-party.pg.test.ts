import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { type Client, openClient } from '@qtable/client'
import { expect, onTestFinished, test } from 'vitest'
import { nextCommand, openDice } from '../apps/server/src/sockets/testing/random-commands.ts'
import { canonicalFloor } from '../apps/server/src/sockets/testing/replica.ts'
import { createTestDatabase } from '../apps/server/src/testing/cluster.ts'
import { hasRedis, startRedis } from '../apps/server/src/testing/redis.ts'
import { dataFolder, registerAt, serveProcess } from '../apps/server/src/testing/server-process.ts'
import { type Network, openNetwork } from './faults/network.ts'
import { until } from './faults/until.ts'

const program = fileURLToPath(new URL('../examples/python/client.py', import.meta.url))
const python = ['/usr/bin/python3', 'python3'].find(
  (command) => spawnSync(command, ['-c', 'import websockets']).status === 0,
)
if (!python) {
  process.stderr.write(
    '\n*** NO Python with websockets: a client in another language stays UNTESTED (apt-get install python3-websockets) ***\n\n',
  )
}

const password = 'a good password'

/** Three nodes of one installation, tables, and the way from each of three clients to a node of its own. */
async function openNodes() {
  const { url: DATABASE_URL, close } = await createTestDatabase()
  onTestFinished(close)
  // A minute is the shortest that a token may live: each client has to refresh on the open socket.
  const settings = { DATABASE_URL, SECRET_KEY: randomUUID(), ACCESS_TOKEN_MINUTES: '1', WS_HEARTBEAT_INTERVAL: '2' }
  const env = { ...settings, ...(hasRedis ? { REDIS_URL: (await startRedis()).url } : {}) }
  const start = async () => serveProcess({ ...env, DATA_DIR: await dataFolder() })
  const nodes = [await start(), await start(), await start()]
  const call = await registerAt(nodes[0]?.url ?? '')
  const tables = Array.from({ length: 8 }, (_, i) => ({ tableNumber: `T${i}`, capacity: 2 + (i % 4) }))
  await call(nodes[0]?.url ?? '', 'POST', '/tables/bulk', { tables })
  const networks = await Promise.all(
    nodes.map((_, own) =>
      openNetwork(() => {
        const up = [nodes[own], ...nodes].find((node) => node?.child.exitCode === null)
        return up && Number(new URL(up.url).port)
      }),
    ),
  )
  onTestFinished(async () => void (await Promise.all(networks.map((network) => network.close()))))
  async function hire(): Promise<string> {
    const email = `${randomUUID()}@example.com`
    await call(nodes[0]?.url ?? '', 'POST', '/users', { email, name: 'Mia', role: 'manager', password })
    return email
  }
  const full = async () => (await call(nodes[0]?.url ?? '', 'GET', '/sync/full')).body ?? {}
  return { nodes, networks: networks as [Network, Network, Network], hire, full }
}

async function openSdk({ url }: Network, email: string): Promise<Client> {
  const client = openClient({ url })
  onTestFinished(() => client.close())
  await client.signIn({ email, password })
  await until(() => client.view !== undefined, 10_000)
  return client
}

/** The client in Python, and the floor that it prints when it is asked. */
function startPython({ url }: Network, email: string) {
  const child: ChildProcess = spawn(python ?? '', [program, url, email, password], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  onTestFinished(async () => {
    if (child.exitCode !== null || child.signalCode !== null) return
    const ended = once(child, 'exit')
    child.kill('SIGTERM')
    await ended
  })
  if (!child.stdout || !child.stderr) throw new Error('there is nothing to read from')
  const lines = createInterface({ input: child.stdout })
  const said: string[] = []
  child.stderr.on('data', (text) => said.push(String(text)))
  const ended = once(child, 'exit').then(() => Promise.reject(new Error(said.join(''))))
  ended.catch(() => {})
  async function asked(signal: NodeJS.Signals): Promise<string> {
    const printed = once(lines, 'line').then(([line]) => String(line))
    child.kill(signal)
    return Promise.race([printed, ended])
  }
  return {
    isConnected: () => said.join('').includes('connected'),
    floor: () => asked('SIGUSR1'),
    lastFloor: () => asked('SIGTERM'),
  }
}

async function work(client: Client, seed: number): Promise<void> {
  const dice = openDice(seed)
  for (let i = 0; i < 120; i++) {
    if (client.view) {
      const [type, payload] = nextCommand(client.view, dice)
      client.run(type, payload)
    }
    await delay(dice(40))
  }
}

// Programs that start, and a load; then all of it has to arrive.
const timeout = 60_000

test.skipIf(!python)(
  '[SY100] [SY101] [SY105] [SY40] [I3] two clients of the SDK and one in Python on three nodes are equal after a load with cuts',
  { timeout },
  async () => {
    const { nodes, networks, hire, full } = await openNodes()
    const [one, other, farAway] = networks
    const clients = [await openSdk(one, await hire()), await openSdk(other, await hire())]
    const stranger = startPython(farAway, await hire())
    expect(await until(stranger.isConnected, 20_000)).toBeDefined()
    const versionOf = (floor: string) => (JSON.parse(floor) as { version: number | null }).version
    expect(await until(async () => versionOf(await stranger.floor()) !== null, 10_000)).toBeDefined()

    const working = Promise.all(clients.map(work))
    for (const harm of [
      () => farAway.cut(),
      () => one.cut(),
      () => farAway.set('stalled'),
      () => farAway.set('open'),
    ]) {
      await delay(400)
      harm()
    }
    farAway.cut()
    // Drained: its clients go to the others.
    await nodes[2]?.end('SIGTERM')
    await working

    expect(await until(() => clients.every(({ status }) => status.unsent === 0), 10_000)).toBeDefined()
    const expected = canonicalFloor(await full())
    const isEqual = (floor: string) => floor === expected
    expect(await until(async () => isEqual(await stranger.floor()), 10_000)).toBeDefined()
    expect(await stranger.lastFloor()).toBe(expected)
    expect(await until(() => clients.every(({ base }) => isEqual(canonicalFloor({ ...base }))), 10_000)).toBeDefined()
    expect(versionOf(expected)).toBeGreaterThan(60)
  },
)
