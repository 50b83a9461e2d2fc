import { setTimeout as delay } from 'node:timers/promises'
import { type Client, type Mutation, openClient, type SocketLike } from '@qtable/client'
import type { CommandRequest, Problem } from '@qtable/domain'
import { nextCommand } from '../../apps/server/src/sockets/testing-evening.ts'
import { disagreement } from './agreement.ts'
import { type Network, openNetwork } from './network.ts'
import type { Story } from './story.ts'

/** What was asked for on a device, and what it was told became of it. */
export interface Deed {
  entry: Mutation
  /** One, in the end. */
  outcomes: ({ kind: 'confirmed'; version: number } | { kind: 'refused'; problem: Problem })[]
}

/** A client of the real SDK, with somebody who works on it and a network of its own. */
export interface Device {
  readonly name: string
  readonly client: Client
  readonly network: Network
  /** Everything that was sent or is to be sent, by id. What was refused on the device itself is not among it. */
  readonly deeds: ReadonlyMap<string, Deed>
  readonly counts: { refusedHere: number }
  /** Does so many things, some `everyMs` apart. */
  work(times: number, everyMs: number): Promise<void>
  close(): Promise<void>
}

export interface DeviceOptions {
  name: string
  /** The port of a server that is up. */
  target: () => number | undefined
  /** Whether the handshake of its sockets carries the token, as native clients do it; else a ticket, as browsers. */
  sendsHeaders: boolean
  dice: (sides: number) => number
  story: Story
}

// Of the span that back-off may take these are among the first to come back; for the longest one, 30 s, that is 3.5 s.
// Browsers are told when a network is back, and try at once.
const earliest = 0.1

export async function openDevice({ name, target, sendsHeaders, dice, story }: DeviceOptions): Promise<Device> {
  const network = await openNetwork(target)
  const client = openClient({
    url: network.url,
    platform: {
      random: () => Math.random() * earliest,
      ...(sendsHeaders ? { openSocket: (url, headers): SocketLike => new WebSocket(url, { headers }) } : {}),
    },
  })
  await client.ready
  const deeds = new Map<string, Deed>()
  const counts = { refusedHere: 0 }
  let seen = client.base

  client.on('view', () => {
    const { base } = client
    if (!base || base === seen) return
    if (seen && base.version < seen.version)
      story.wrong('I14', `${name} saw version ${base.version} after ${seen.version}`)
    const where = disagreement(base)
    if (where) story.wrong('I10', `${name} at version ${base.version}: ${where}`)
    seen = base
  })
  client.on('confirmed', ({ id, version }) => void deeds.get(id)?.outcomes.push({ kind: 'confirmed', version }))
  client.on('refused', ({ id, problem }) => void deeds.get(id)?.outcomes.push({ kind: 'refused', problem }))

  function doOne(): void {
    if (!client.view) throw new Error(`${name} has no floor`)
    const known = [...deeds.keys()]
    const running = runOne(client.view, known[dice(known.length)])
    const pending = client.pending.findLast(({ mutation }) => mutation.id === running.id)
    if (pending) deeds.set(running.id, { entry: pending.mutation, outcomes: [] })
    else counts.refusedHere += 1
  }

  function runOne(view: NonNullable<Client['view']>, known: string | undefined) {
    const one = () => nextCommand(view, dice)
    const evenIfRefused = dice(5) === 0
    switch (dice(20)) {
      case 0:
        if (known) return client.undo(known)
        break
      case 1: {
        const commands = Array.from({ length: 2 + dice(3) }, () => {
          const [type, payload] = one()
          return { type, payload } as CommandRequest
        })
        return client.batch(commands, { evenIfRefused })
      }
    }
    const [type, payload] = one()
    return client.run(type, payload, { evenIfRefused })
  }

  return {
    name,
    client,
    network,
    deeds,
    counts,
    async work(times, everyMs) {
      for (let i = 0; i < times; i++) {
        doOne()
        await delay(dice(2 * everyMs + 1))
      }
    },
    async close() {
      await client.close()
      await network.close()
    },
  }
}
