import { setTimeout as delay } from 'node:timers/promises'
import { uuidv7 } from '@qtable/protocol'
import { type ApiRequest, type ApiResponse, requestOnce } from '../api-client.ts'
import type { Checker } from '../checker.ts'
import { brokenRule, highestVersion } from '../compare-floors.ts'
import { floorFromSync } from '../decode-floor.ts'
import type { Random } from '../random.ts'
import type { FaultyNode } from './faulty-node.ts'

/** A party that a node has acknowledged. */
export interface AcknowledgedGuest {
  transactionId: string
  guestId: string
  version: number
}

/** A client without the SDK, which writes on one node and looks for what it wrote on another. */
export interface RoamingClient {
  readonly acknowledged: readonly AcknowledgedGuest[]
  /** Parties that a later floor did not have: each must have been deleted in between. */
  readonly missing: readonly { guestId: string; from: number; to: number }[]
  readonly counts: { reads: number; readsWithoutDatabase: number; refusedWithoutDatabase: number }
  /** Writes and reads until `stop`. */
  run(): Promise<void>
  stop(): void
  /** Reads a floor from every node that is up, so that the node has it in memory. */
  readFloors(): Promise<void>
  /** I24: asks every node that is up, while PostgreSQL is down. */
  probeWithoutDatabase(): Promise<void>
}

export interface RoamingClientOptions {
  nodes: readonly FaultyNode[]
  token: string
  random: Random
  checker: Checker
  /** Milliseconds since PostgreSQL came back; 0 while it is down. */
  databaseUpMs: () => number
}

// A node that could not reach PostgreSQL tries again after a second; until then it may serve an older floor.
const settledMs = 2_500
const pauseMs = 25

export function openRoamingClient(options: RoamingClientOptions): RoamingClient {
  const { nodes, token, random, checker, databaseUpMs } = options
  const acknowledged: AcknowledgedGuest[] = []
  const missing: { guestId: string; from: number; to: number }[] = []
  const counts = { reads: 0, readsWithoutDatabase: 0, refusedWithoutDatabase: 0 }
  let highest = 0
  /** The start at which a node last showed a floor: it has one in memory until it starts again. */
  const hasFloorSince = new Map<FaultyNode, number>()
  let isOver = false

  /** Sends one change with the same key to one node after another, until a node says what became of it. */
  async function write(): Promise<AcknowledgedGuest | undefined> {
    const transactionId = uuidv7()
    const guestId = uuidv7()
    const body = { id: guestId, partySize: 1 + random.int(4), name: 'Roamer' }
    while (!isOver) {
      const response = await sendTo(random.one(nodes), newGuest({ token, key: transactionId, body }))
      if (response) {
        const { status, text } = response
        checker.check('I8', status === 201 || status === 503, () => `a new party is answered ${status} ${text}`)
        if (status === 201) return { transactionId, guestId, version: versionOf(response) }
      }
      await delay(pauseMs)
    }
    return undefined
  }

  async function lookFor({ guestId, version }: AcknowledgedGuest): Promise<void> {
    const wasSettled = databaseUpMs() > settledMs
    const least = Math.max(highest, version)
    const node = random.one(nodes)
    const { startCount } = node
    const response = await sendTo(node, fullSync(token))
    if (response?.status !== 200) return
    hasFloorSince.set(node, startCount)
    const floor = checkedFloor(response, checker)
    counts.reads += 1
    if (!wasSettled || databaseUpMs() < settledMs) return
    const isFresh = floor.version >= least
    checker.check('I5', isFresh, () => `${node.name} shows version ${floor.version}; ${least} is acknowledged or shown`)
    highest = Math.max(highest, floor.version)
    if (isFresh && !floor.guests.has(guestId)) missing.push({ guestId, from: version, to: floor.version })
  }

  return {
    acknowledged,
    missing,
    counts,
    async run() {
      while (!isOver) {
        const one = await write()
        if (!one) return
        acknowledged.push(one)
        await lookFor(one)
        await delay(random.int(2 * pauseMs))
      }
    },
    stop() {
      isOver = true
    },
    async readFloors() {
      await Promise.all(
        nodes.map(async (node) => {
          const { startCount } = node
          const response = await sendTo(node, fullSync(token))
          if (response?.status === 200) hasFloorSince.set(node, startCount)
        }),
      )
    },
    async probeWithoutDatabase() {
      const withFloor = nodes.filter((node) => node.port !== undefined && hasFloorSince.get(node) === node.startCount)
      await Promise.all(withFloor.map((node) => probe(node, { token, checker, counts })))
    },
  }
}

/** Without PostgreSQL, a node serves its floor and refuses changes. A node that ends meanwhile proves nothing. */
async function probe(
  node: FaultyNode,
  { token, checker, counts }: Pick<RoamingClientOptions, 'token' | 'checker'> & Pick<RoamingClient, 'counts'>,
): Promise<void> {
  const { startCount } = node
  const isStillUp = () => node.startCount === startCount && node.port !== undefined
  const read = await sendTo(node, fullSync(token))
  if (!isStillUp()) return
  const isRead = read?.status === 200
  checker.check('I24', isRead, () => `${node.name} answers a read with ${read?.status} ${read?.text}`)
  if (read && isRead) {
    checkedFloor(read, checker)
    counts.readsWithoutDatabase += 1
  }
  const change = await sendTo(node, newGuest({ token, key: uuidv7(), body: { partySize: 2 } }))
  if (!isStillUp()) return
  const isRefused = change?.status === 503 && change.retryAfter !== null
  checker.check('I24', isRefused, () => `${node.name} answers a change with ${change?.status} ${change?.text}`)
  if (isRefused) counts.refusedWithoutDatabase += 1
}

async function sendTo({ port }: FaultyNode, request: ApiRequest): Promise<ApiResponse | undefined> {
  return port === undefined ? undefined : requestOnce(`http://127.0.0.1:${port}`, request)
}

const fullSync = (token: string): ApiRequest => ({ method: 'GET', path: '/sync/full', token })

function newGuest({ token, key, body }: { token: string; key: string; body: object }): ApiRequest {
  return { method: 'POST', path: '/guests', token, headers: { 'idempotency-key': key }, body }
}

function versionOf({ body }: ApiResponse): number {
  return (body as { version: number }).version
}

/** The floor of a full sync, which has to be one instant (I4). */
function checkedFloor({ body }: ApiResponse, checker: Checker) {
  const floor = floorFromSync(body as Record<string, unknown>)
  const { version } = floor
  const broken = brokenRule(floor)
  checker.check('I4', highestVersion(floor) <= version, () => `a full sync at ${version} has a later entity`)
  checker.check('I4', broken === undefined, () => `a full sync at ${version}: ${broken}`)
  return floor
}
