import { randomUUID } from 'node:crypto'
import { uuidv7 } from '@qtable/protocol'
import { freePort, hasRedis, spawnRedis, type TestRedis } from '../../apps/server/src/testing/redis-process.ts'
import { addByInvitation, openApiClient, ownerPassword, registerOwner } from '../api-client.ts'
import type { Checker } from '../checker.ts'
import type { Random } from '../random.ts'
import { type FaultyNode, openFaultyNode } from './faulty-node.ts'
import { type FaultyPostgres, openFaultyPostgres } from './faulty-postgres.ts'
import { openProxiedDevice, type ProxiedDevice } from './proxied-device.ts'
import { openRoamingClient, type RoamingClient } from './roaming-client.ts'
import { openSocketListener, type SocketListener } from './socket-listener.ts'

/** Real processes on this machine: nodes, PostgreSQL, Redis; and the clients of one restaurant. */
export interface TestCluster {
  nodes: readonly FaultyNode[]
  postgres: FaultyPostgres
  /** Undefined if this machine has none. */
  redis: TestRedis | undefined
  devices: readonly ProxiedDevice[]
  listeners: readonly SocketListener[]
  roamer: RoamingClient
  /** The access token of the owner. */
  token: string
  /** The full sync from before the first change of a client. */
  initialSync: Record<string, unknown>
  /** Ends all of it, newest first. */
  close(): Promise<void>
}

interface ClusterOptions {
  nodes: number
  devices: number
  /** An independent stream of random numbers for each name. */
  randomFor: (name: string) => Random
  checker: Checker
}

const tableCount = 10

export async function openTestCluster(options: ClusterOptions): Promise<TestCluster> {
  const { checker, randomFor } = options
  const closers: (() => Promise<void>)[] = []
  async function close(): Promise<void> {
    for (const closeOne of closers.splice(0).reverse()) await closeOne()
  }
  try {
    const postgres = await openFaultyPostgres()
    closers.push(postgres.close)
    const redis = hasRedis ? await spawnRedis() : undefined
    if (redis) closers.push(redis.kill)
    const nodes = await openNodes(options.nodes, { postgres, redis })
    for (const node of nodes) closers.push(() => node.end('SIGKILL'))
    await Promise.all(nodes.map((node) => node.start()))
    const url = `http://127.0.0.1:${nodes[0]?.port}`
    const { token } = await registerOwner(url)
    const owner = openApiClient(url, token)
    await owner.call('POST', '/tables/bulk', { tables: newTables() })
    const initialSync = await owner.call('GET', '/sync/full')
    const roamer = openRoamingClient({
      ...{ nodes, token, checker, random: randomFor('roamer'), databaseUpMs: postgres.upMs },
    })
    const random = randomFor('listeners')
    const listeners = (['/ws/restaurant/sync', '/realtime'] as const).map((endpoint) =>
      openSocketListener({ endpoint, token, checker, target: () => portFrom(nodes, random.int(nodes.length)) }),
    )
    closers.push(...listeners.map((listener) => listener.close))
    const devices: ProxiedDevice[] = []
    // One after another: a node hashes few passwords at once, and on a busy machine the last of many would wait too long.
    for (let i = 0; i < options.devices; i += 1) {
      const name = `device ${i}`
      const device = await openProxiedDevice({
        ...{ name, checker, random: randomFor(name), sendsHeaders: i % 2 === 0 },
        target: () => portFrom(nodes, i),
      })
      closers.push(device.close)
      const user = { email: `${randomUUID()}@example.com`, password: ownerPassword }
      await addByInvitation(url, owner, { ...user, name, role: i % 3 === 2 ? 'host' : 'manager' })
      await device.client.signIn(user)
      devices.push(device)
    }
    return { nodes, postgres, redis, devices, listeners, roamer, token, initialSync, close }
  } catch (error) {
    await close()
    throw error
  }
}

async function openNodes(
  count: number,
  { postgres, redis }: { postgres: FaultyPostgres; redis: TestRedis | undefined },
): Promise<FaultyNode[]> {
  const env = {
    DATABASE_URL: postgres.url,
    // Without a Redis, the address of none: the nodes still know that there are several of them.
    REDIS_URL: redis?.url ?? `redis://127.0.0.1:${await freePort()}`,
    SECRET_KEY: randomUUID(),
    ENVIRONMENT: 'test',
    ...{
      RATE_LIMIT_PER_MINUTE: '0',
      SIGN_INS_PER_MINUTE: '0',
      REGISTRATIONS_PER_HOUR: '0',
      LINK_USES_PER_HOUR: '0',
      BAD_TOKENS_PER_MINUTE: '0',
    },
    MAX_VERSIONS_PER_MINUTE: '0',
    MAX_BYTES_PER_HOUR: '0',
    WS_HANDSHAKES_PER_MINUTE: '0',
    WS_PER_USER: '10000',
    WS_PER_ADDRESS: '10000',
    WS_HEARTBEAT_INTERVAL: '2',
  }
  return Array.from({ length: count }, (_, i) => openFaultyNode(`node ${i}`, env))
}

/** The port of the first node that is up, from `first` on: a load balancer with sticky clients and health checks. */
function portFrom(nodes: readonly FaultyNode[], first: number): number | undefined {
  const order = nodes.map((_, i) => nodes[(first + i) % nodes.length])
  return order.find((node) => node?.port !== undefined)?.port
}

function newTables(): object[] {
  return Array.from({ length: tableCount }, (_, i) => ({
    id: uuidv7(),
    tableNumber: `T${i}`,
    capacity: 2 + (i % 5),
  }))
}
