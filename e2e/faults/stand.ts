import { randomUUID } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import { uuidv7 } from '@qtable/protocol'
import { freePort, hasRedis, spawnRedis, type TestRedis } from '../../apps/server/src/testing/redis-process.ts'
import { type Device, openDevice } from './device.ts'
import { mustAnswer } from './http.ts'
import { type Listener, openListener } from './listener.ts'
import { type FaultyNode, nodeOf } from './node.ts'
import type { Fault } from './plan.ts'
import { type FaultyPostgres, openPostgres } from './postgres.ts'
import type { Story } from './story.ts'
import { openWalker, type Walker } from './walker.ts'

/** A restaurant on several nodes, and everything that can be done to it. */
export interface Stand {
  nodes: readonly FaultyNode[]
  devices: readonly Device[]
  walker: Walker
  listeners: readonly Listener[]
  restaurantId: number
  /** Of the owner. */
  token: string
  /** The floor before the first device came, as a full sync. */
  opening: Record<string, unknown>
  /** Lets something go wrong, until it is over. */
  suffer(fault: Fault): Promise<void>
  /** Lets everybody work on their own: no network, no Redis. All of it is back when this resolves. */
  isolate(work: () => Promise<void>): Promise<void>
  close(): Promise<void>
}

export interface StandOptions {
  nodes: number
  devices: number
  diceOf: (who: string) => (sides: number) => number
  story: Story
}

const password = 'correct horse battery staple'
const tableCount = 10

export async function openStand(options: StandOptions): Promise<Stand> {
  const { story, diceOf } = options
  const closing: (() => Promise<void>)[] = []
  // What was opened last may need what was opened before it.
  async function close(): Promise<void> {
    for (const closeOne of closing.splice(0).reverse()) await closeOne()
  }
  try {
    const postgres = await openPostgres()
    closing.push(postgres.close)
    const redis = hasRedis ? await spawnRedis() : undefined
    if (redis) closing.push(redis.kill)
    const nodes = await startNodes({ ...options, postgres, redis, closing })
    const url = `http://127.0.0.1:${nodes[0]?.port}`
    const { token, restaurantId } = await openRestaurant(url)
    const opening = (await mustAnswer(url, { method: 'GET', path: '/sync/full', token })) as Record<string, unknown>
    let upSince: number | undefined = performance.now()
    const walker = openWalker({
      ...{ nodes, token, story, dice: diceOf('walker') },
      databaseUpMs: () => (upSince === undefined ? 0 : performance.now() - upSince),
    })
    const chance = diceOf('listeners')
    const listeners = await Promise.all(
      (['/ws/restaurant/sync', '/realtime'] as const).map((endpoint) =>
        openListener({ endpoint, token, story, target: () => portFor(nodes, chance(nodes.length)) }),
      ),
    )
    closing.push(...listeners.map((listener) => listener.close))
    const devices = await Promise.all(
      Array.from({ length: options.devices }, async (_, i) => {
        const device = await openDevice({
          ...{ name: `device ${i}`, story, dice: diceOf(`device ${i}`), sendsHeaders: i % 2 === 0 },
          target: () => portFor(nodes, i),
        })
        closing.push(device.close)
        await device.client.signIn(await hire(url, token, i % 3 === 2 ? 'host' : 'manager'))
        return device
      }),
    )

    async function withoutDatabase(goAway: () => Promise<void>, awayMs: number): Promise<void> {
      upSince = undefined
      await goAway()
      await walker.probeWithoutDatabase()
      await delay(awayMs)
      await postgres.start()
      upSince = performance.now()
    }

    async function suffer(fault: Fault): Promise<void> {
      story.tell(`${fault.kind} ${JSON.stringify({ ...fault, kind: undefined })}`)
      await apply(fault)
      story.tell(`over: ${fault.kind}`)
    }

    async function isolate(work: () => Promise<void>): Promise<void> {
      await redis?.kill()
      for (const { network } of devices) network.set('closed')
      await work()
      await redis?.start()
      for (const { network } of devices) network.set('open')
    }

    async function apply(fault: Fault): Promise<void> {
      switch (fault.kind) {
        case 'node killed':
        case 'node restarted': {
          const node = nodes[fault.node]
          await node?.end(fault.kind === 'node killed' ? 'SIGKILL' : 'SIGTERM')
          await delay(fault.awayMs)
          return node?.start()
        }
        case 'PostgreSQL stopped':
          return withoutDatabase(postgres.stop, fault.awayMs)
        case 'PostgreSQL killed':
          return withoutDatabase(postgres.kill, fault.awayMs)
        case 'Redis gone':
          await redis?.kill()
          await delay(fault.awayMs)
          return redis?.start()
        default:
          return applyToNetwork(fault, devices[fault.device])
      }
    }

    return { nodes, devices, walker, listeners, restaurantId, token, opening, suffer, isolate, close }
  } catch (error) {
    await close()
    throw error
  }
}

type NetworkFault = Extract<Fault, { device: number }>

async function applyToNetwork(fault: NetworkFault, device: Device | undefined): Promise<void> {
  const network = device?.network
  switch (fault.kind) {
    case 'sockets cut':
      return network?.cut()
    case 'network stalled':
    case 'device offline':
      network?.set(fault.kind === 'network stalled' ? 'stalled' : 'closed')
      await delay(fault.awayMs)
      return network?.set('open')
    case 'network slow':
      network?.slow(fault.byMs)
      await delay(fault.awayMs)
      return network?.slow(0)
  }
}

async function startNodes(options: {
  nodes: number
  postgres: FaultyPostgres
  redis: TestRedis | undefined
  closing: (() => Promise<void>)[]
}): Promise<FaultyNode[]> {
  const env = {
    DATABASE_URL: options.postgres.url,
    // Without one to start there is one that never answers: the nodes still know that they are several.
    REDIS_URL: options.redis?.url ?? `redis://127.0.0.1:${await freePort()}`,
    SECRET_KEY: randomUUID(),
    ENVIRONMENT: 'test',
    RATE_LIMIT_PER_MINUTE: '0',
    WS_HEARTBEAT_INTERVAL: '2',
  }
  const nodes = Array.from({ length: options.nodes }, (_, i) => nodeOf(`node ${i}`, env))
  for (const node of nodes) options.closing.push(() => node.end('SIGKILL'))
  await Promise.all(nodes.map((node) => node.start()))
  return nodes
}

// As a load balancer does it: to a server of one's own, to the next one where it is down.
function portFor(nodes: readonly FaultyNode[], device: number): number | undefined {
  const order = nodes.map((_, i) => nodes[(device + i) % nodes.length])
  return order.find((node) => node?.port !== undefined)?.port
}

async function openRestaurant(url: string): Promise<{ token: string; restaurantId: number }> {
  const session = (await mustAnswer(url, {
    method: 'POST',
    path: '/auth/register',
    body: { restaurantName: 'Trattoria', timezone: 'Europe/Berlin', name: 'Ona', email: 'ona@example.com', password },
  })) as { access_token: string; restaurant: { id: number } }
  const token = session.access_token
  const tables = Array.from({ length: tableCount }, (_, i) => ({
    id: uuidv7(),
    tableNumber: `T${i}`,
    capacity: 2 + (i % 5),
  }))
  await mustAnswer(url, { method: 'POST', path: '/tables/bulk', token, body: { tables } })
  return { token, restaurantId: session.restaurant.id }
}

async function hire(url: string, token: string, role: string): Promise<{ email: string; password: string }> {
  const email = `${randomUUID()}@example.com`
  await mustAnswer(url, { method: 'POST', path: '/users', token, body: { email, name: `A ${role}`, role, password } })
  return { email, password }
}
