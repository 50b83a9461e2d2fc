import { setTimeout as delay } from 'node:timers/promises'
import { uuidv7 } from '@qtable/protocol'
import { disagreement } from './agreement.ts'
import { type Answer, request } from './http.ts'
import type { FaultyNode } from './node.ts'
import type { Story } from './story.ts'

/** A change that a server has acknowledged, and what it did. */
export interface Acknowledged {
  transactionId: string
  guestId: string
  version: number
}

/** A client without memory, which goes from node to node: what one acknowledged, it looks for on another. */
export interface Walker {
  readonly acknowledged: readonly Acknowledged[]
  /** Floors without something that was acknowledged at an earlier version: somebody must have deleted it in between. */
  readonly missed: readonly { guestId: string; from: number; to: number }[]
  readonly counts: { reads: number; readsWithoutDatabase: number; refusedWithoutDatabase: number }
  walk(): Promise<void>
  stop(): void
  /** Asks every node that is up, while there is no PostgreSQL: reads go on, changes are told to come again. */
  probeWithoutDatabase(): Promise<void>
}

export interface WalkerOptions {
  nodes: readonly FaultyNode[]
  token: string
  dice: (sides: number) => number
  story: Story
  /** Milliseconds since PostgreSQL came back, 0 while it is away. */
  databaseUpMs: () => number
}

// Nodes that waited in vain for PostgreSQL ask it again after a second, and the walker's own question takes a while.
const settledMs = 2_500
const pauseMs = 25

export function openWalker({ nodes, token, dice, story, databaseUpMs }: WalkerOptions): Walker {
  const acknowledged: Acknowledged[] = []
  const missed: { guestId: string; from: number; to: number }[] = []
  const counts = { reads: 0, readsWithoutDatabase: 0, refusedWithoutDatabase: 0 }
  let highest = 0
  /** The start of each node since which it has shown a floor: one that never did has none to show. */
  const shown = new Map<FaultyNode, number>()
  let isOver = false

  const call = (node: FaultyNode, method: string, path: string, more: { body?: object; key?: string } = {}) =>
    node.port === undefined ? undefined : request(`http://127.0.0.1:${node.port}`, { method, path, token, ...more })

  function anyNode(): FaultyNode {
    const node = nodes[dice(nodes.length)]
    if (!node) throw new Error('there are no nodes')
    return node
  }

  // The same key again and again, on any node, until one of them says what became of it.
  async function addParty(): Promise<Acknowledged | undefined> {
    const key = uuidv7()
    const guestId = uuidv7()
    const body = { id: guestId, partySize: 1 + dice(4), name: 'Walker' }
    while (!isOver) {
      const answer = await call(anyNode(), 'POST', '/guests', { key, body })
      if (answer?.status === 201) {
        const { version } = answer.body as { version: number }
        return { transactionId: key, guestId, version }
      }
      if (answer && answer.status !== 503) story.wrong('I8', `a new party was answered ${answer.status} ${answer.text}`)
      await delay(pauseMs)
    }
    return undefined
  }

  async function lookFor({ guestId, version }: Acknowledged): Promise<void> {
    const isSettled = databaseUpMs() > settledMs
    const lowest = Math.max(highest, version)
    const node = anyNode()
    const { starts } = node
    const answer = await call(node, 'GET', '/sync/full')
    if (answer?.status !== 200) return
    shown.set(node, starts)
    const floor = floorOf(answer, story)
    counts.reads += 1
    if (!isSettled || databaseUpMs() < settledMs) return
    if (floor.version < lowest) {
      story.wrong('I5', `${node.name} showed version ${floor.version} after ${lowest} had been acknowledged or shown`)
    }
    highest = Math.max(highest, floor.version)
    if (floor.version >= version && !floor.guests.has(guestId)) {
      missed.push({ guestId, from: version, to: floor.version })
    }
  }

  async function probe(node: FaultyNode): Promise<void> {
    const { starts } = node
    const isSame = () => node.starts === starts && node.port !== undefined
    const read = await call(node, 'GET', '/sync/full')
    if (!isSame()) return
    if (read?.status === 200) {
      floorOf(read, story)
      counts.readsWithoutDatabase += 1
    } else story.wrong('I24', `without PostgreSQL ${node.name} answered a read with ${read?.status} ${read?.text}`)
    const change = await call(node, 'POST', '/guests', { key: uuidv7(), body: { partySize: 2 } })
    if (!isSame()) return
    if (change?.status === 503 && change.retryAfter !== null) counts.refusedWithoutDatabase += 1
    else story.wrong('I24', `without PostgreSQL ${node.name} answered a change with ${change?.status} ${change?.text}`)
  }

  return {
    acknowledged,
    missed,
    counts,
    async walk() {
      while (!isOver) {
        const one = await addParty()
        if (!one) return
        acknowledged.push(one)
        await lookFor(one)
        await delay(dice(2 * pauseMs))
      }
    },
    stop() {
      isOver = true
    },
    async probeWithoutDatabase() {
      await Promise.all(nodes.filter((node) => node.port !== undefined && shown.get(node) === node.starts).map(probe))
    },
  }
}

interface Row {
  id: string
  version: number
}

// I4: a full sync is one instant.
function floorOf({ body }: Answer, story: Story) {
  const full = body as { version: number; tables: (Row & { currentGuestId: string | null })[] } & {
    guests: (Row & { tableIds: string[] })[]
    reservations: Row[]
    sections: Row[]
  }
  const { version, tables, guests, reservations, sections } = full
  const late = [...tables, ...guests, ...reservations, ...sections].find((row) => row.version > version)
  if (late) story.wrong('I4', `a full sync at ${version} has ${late.id} of ${late.version}`)
  const byId = <T extends Row>(rows: readonly T[]) => new Map(rows.map((row) => [row.id, row]))
  const floor = { version, tables: byId(tables), guests: byId(guests) }
  const where = disagreement(floor)
  if (where) story.wrong('I4', `a full sync at ${version}: ${where}`)
  return floor
}
