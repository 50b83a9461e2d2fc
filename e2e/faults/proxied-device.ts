import { setTimeout as delay } from 'node:timers/promises'
import { type Client, type Mutation, openClient, type SocketLike } from '@qtable/client'
import type { CommandRequest, Problem } from '@qtable/domain'
import { nextCommand } from '../../apps/server/src/sockets/testing/random-commands.ts'
import type { Checker } from '../checker.ts'
import { brokenRule } from '../compare-floors.ts'
import type { Random } from '../random.ts'
import { type FaultProxy, openFaultProxy } from './fault-proxy.ts'

/** A change made on a device, and the outcomes that the SDK reported: exactly one, in the end. */
export interface DeviceChange {
  mutation: Mutation
  outcomes: ({ kind: 'confirmed'; version: number } | { kind: 'refused'; problem: Problem })[]
}

/** A client with the real SDK behind a fault proxy. The confirmed floors that it shows are checked. */
export interface ProxiedDevice {
  readonly name: string
  readonly client: Client
  readonly proxy: FaultProxy
  /** All changes that were or will be sent, by id. */
  readonly changes: ReadonlyMap<string, DeviceChange>
  /** How many changes the device refused itself, and so never sent. */
  readonly refusedLocally: number
  /** Makes random changes, on average one every `pauseMs`. */
  work(times: number, pauseMs: number): Promise<void>
  close(): Promise<void>
}

export interface ProxiedDeviceOptions {
  name: string
  /** The port of a node that is up. */
  target: () => number | undefined
  /** Native clients send the token in the handshake of a socket; browsers cannot, and send a ticket. */
  sendsHeaders: boolean
  random: Random
  checker: Checker
}

// A browser tells the SDK that its network is back. Without one, a tenth of the longest back-off, 30 s, has to do.
const backoffShare = 0.1

export async function openProxiedDevice(options: ProxiedDeviceOptions): Promise<ProxiedDevice> {
  const { name, target, sendsHeaders, random, checker } = options
  const proxy = await openFaultProxy(target)
  const backoff = random.fork()
  const client = openClient({
    url: proxy.url,
    platform: {
      random: () => backoff.next() * backoffShare,
      ...(sendsHeaders ? { openSocket: (url, headers): SocketLike => new WebSocket(url, { headers }) } : {}),
    },
  })
  await client.ready
  const changes = new Map<string, DeviceChange>()
  let refusedLocally = 0
  checkShownFloors({ name, client, checker })
  client.on('confirmed', ({ id, version }) => void changes.get(id)?.outcomes.push({ kind: 'confirmed', version }))
  client.on('refused', ({ id, problem }) => void changes.get(id)?.outcomes.push({ kind: 'refused', problem }))

  function act(): void {
    const known = [...changes.keys()]
    const running = runRandom(client, { random, undoable: known[random.int(known.length)] })
    const pending = client.pending.findLast(({ mutation }) => mutation.id === running.id)
    if (pending) changes.set(running.id, { mutation: pending.mutation, outcomes: [] })
    else refusedLocally += 1
  }

  return {
    name,
    client,
    proxy,
    changes,
    get refusedLocally() {
      return refusedLocally
    },
    async work(times, pauseMs) {
      for (let i = 0; i < times; i++) {
        act()
        await delay(random.int(2 * pauseMs + 1))
      }
    },
    async close() {
      await client.close()
      await proxy.close()
    },
  }
}

function checkShownFloors({ name, client, checker }: { name: string; client: Client; checker: Checker }): void {
  let shown = client.base
  client.on('view', () => {
    const { base } = client
    if (!base || base === shown) return
    const from = shown?.version ?? 0
    checker.check('I14', base.version >= from, () => `${name} goes from ${from} to ${base.version}`)
    const broken = brokenRule(base)
    checker.check('I10', broken === undefined, () => `${name} at ${base.version}: ${broken}`)
    shown = base
  })
}

/** Runs an undo, a batch or, mostly, a command. */
function runRandom(client: Client, { random, undoable }: { random: Random; undoable: string | undefined }) {
  const { view } = client
  if (!view) throw new Error('The device has no floor')
  const evenIfRefused = random.chance(0.2)
  const roll = random.int(20)
  if (roll === 0 && undoable) return client.undo(undoable)
  if (roll === 1) {
    const commands = Array.from({ length: 2 + random.int(3) }, () => {
      const [type, payload] = nextCommand(view, random.int)
      return { type, payload } as CommandRequest
    })
    return client.batch(commands, { evenIfRefused })
  }
  const [type, payload] = nextCommand(view, random.int)
  // The two belong together, which their types no longer say.
  return client.run(type, payload as never, { evenIfRefused })
}
