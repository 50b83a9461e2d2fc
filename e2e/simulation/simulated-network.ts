import type { Fetch, FetchAnswer, SocketLike } from '@qtable/client'
import type { Random } from '../random.ts'
import type { SimulatedResponse } from './answer-request.ts'
import type { Scheduler, SimulatedProcess } from './scheduler.ts'
import { openSimulatedConnection, type SimulatedConnection } from './simulated-connection.ts'
import type { SimulatedNode } from './simulated-node.ts'
import { openSimulatedWebSocket } from './simulated-web-socket.ts'

/** The faults between one device and the nodes. Rates are probabilities; they may change at any time. */
export interface NetworkFaults {
  isUp: boolean
  /** A proxy lets requests through, but no WebSockets. */
  areSocketsBlocked: boolean
  /** About how long anything takes in one direction. */
  latencyMs: number
  /** Of requests, and of responses. */
  lossRate: number
  /** Of requests. */
  duplicationRate: number
  /** A proxy loses or repeats frames of the stream, and passes every other message. */
  frameLossRate: number
  frameDuplicationRate: number
}

/** The network of one device: it leads through a load balancer, which sends each request and socket to a random node. */
export interface SimulatedNetwork {
  /** The name of the device. */
  readonly name: string
  readonly faults: NetworkFaults
  readonly connections: ReadonlySet<SimulatedConnection>
  /** Breaks every connection, and fails every request that is under way. */
  cut(): void
  /** Ends all faults: stalled bytes arrive, and what still waits for a lost response fails. */
  heal(): void
  fetch: Fetch
  openSocket(url: string, headers: Record<string, string>): SocketLike
}

interface NetworkOptions {
  scheduler: Scheduler
  random: Random
  device: SimulatedProcess
  nodes: readonly SimulatedNode[]
}

/** What requests and sockets of one network share. */
interface Path extends NetworkOptions {
  faults: NetworkFaults
  connections: Set<SimulatedConnection>
  /** Each fails a request or a handshake that is under way. */
  pending: Set<() => void>
  latency: () => number
}

const maxLatencyMs = 2000
const noFaults = {
  ...{ isUp: true, areSocketsBlocked: false, lossRate: 0, duplicationRate: 0 },
  ...{ frameLossRate: 0, frameDuplicationRate: 0 },
}

export function openSimulatedNetwork(options: NetworkOptions): SimulatedNetwork {
  const { scheduler, random, device } = options
  const faults: NetworkFaults = { ...noFaults, latencyMs: random.between(1, 30) }
  const connections = new Set<SimulatedConnection>()
  const pending = new Set<() => void>()
  // Mostly near the usual time, now and then many times as long.
  const latency = () =>
    Math.min(maxLatencyMs, faults.latencyMs * (random.chance(0.03) ? random.between(5, 40) : random.between(0.5, 2)))
  const path: Path = { ...options, faults, connections, pending, latency }

  const frame = /^{"type":"(delta_update|atomic_transaction_complete)"/
  let hasTroubledFrames = false
  function copies(text: string): number {
    if (faults.frameLossRate + faults.frameDuplicationRate === 0 || !frame.test(text)) return 1
    hasTroubledFrames = true
    if (random.chance(faults.frameLossRate)) return 0
    return random.chance(faults.frameDuplicationRate) ? 2 : 1
  }

  function failPending(): void {
    for (const fail of pending) scheduler.schedule(0, fail, device)
  }

  return {
    name: device.name,
    faults,
    connections,
    cut() {
      for (const connection of connections) connection.cut()
      failPending()
    },
    heal() {
      Object.assign(faults, noFaults, { latencyMs: 10 })
      // A stream through the proxy that lost frames stays incomplete, so the proxy has to go too.
      for (const connection of connections) hasTroubledFrames ? connection.cut() : connection.heal()
      failPending()
    },
    fetch: (url, init) => send(path, url, init),
    openSocket: (url, headers) => connect(path, { url, headers, copies }),
  }
}

/** Sends one request, which may arrive never, late or twice. */
function send(path: Path, url: string, init: Parameters<Fetch>[1]): Promise<FetchAnswer> {
  const { scheduler, random, device, nodes, faults, pending, latency } = path
  const route = url.replace(/^.*?\/api\/v1/, '')
  const { promise, resolve, reject } = Promise.withResolvers<FetchAnswer>()
  const fail = () => {
    pending.delete(fail)
    reject(new TypeError('fetch failed'))
  }
  const failSoon = () => scheduler.schedule(latency(), fail, device)
  pending.add(fail)
  init.signal?.addEventListener('abort', fail)

  function succeed(response: SimulatedResponse): void {
    pending.delete(fail)
    resolve(fetchAnswer(response))
  }

  function arrive(isFirst: boolean): void {
    if (!faults.isUp || random.chance(faults.lossRate)) {
      // Some networks report an error; others leave the client waiting.
      if (isFirst && random.chance(0.5)) failSoon()
      return
    }
    const node = random.one(nodes)
    const request = { method: init.method, path: route, headers: init.headers, body: init.body }
    const isReachable = node.answer(request, (response) => {
      if (!isFirst) return
      if (!response || random.chance(faults.lossRate)) failSoon()
      else scheduler.schedule(latency(), () => (faults.isUp ? succeed(response) : fail()), device)
    })
    if (!isReachable && isFirst) failSoon()
  }

  scheduler.schedule(latency(), () => arrive(true), device)
  // A refresh token that is used twice ends its session: no proxy may repeat a request to /auth.
  if (!route.startsWith('/auth') && random.chance(faults.duplicationRate)) {
    scheduler.schedule(latency() * random.between(1, 20), () => arrive(false), device)
  }
  return promise
}

function fetchAnswer({ status, headers, text }: SimulatedResponse): FetchAnswer {
  const byName = new Map(Object.entries(headers))
  return { ok: status < 300, status, headers: { get: (name) => byName.get(name) ?? null }, text: async () => text }
}

/** Opens one WebSocket to a random node, if it can be reached. */
function connect(
  path: Path,
  { url, headers, copies }: { url: string; headers: Record<string, string>; copies: (text: string) => number },
): SocketLike {
  const { scheduler, random, device, nodes, faults, connections, pending, latency } = path
  let connection: SimulatedConnection | undefined
  const socket = openSimulatedWebSocket(() => connection, copies)
  const lose = () => {
    pending.delete(lose)
    if (connection) connections.delete(connection)
    socket.connectionLost()
  }
  pending.add(lose)
  socket.onhandshake = () => pending.delete(lose)

  function arrive(): void {
    const node = random.one(nodes)
    if (!faults.isUp || faults.areSocketsBlocked || node.process.isDead) {
      if (random.chance(0.5)) scheduler.schedule(latency(), lose, device)
      return
    }
    const ends = { scheduler, device, node: node.process, latencyMs: latency }
    connection = openSimulatedConnection({ ...ends, onBytes: socket.receive, onEnd: lose })
    connections.add(connection)
    node.upgrade({ url: url.replace(/^wss?:\/\/[^/]*/, ''), headers }, connection)
  }

  scheduler.schedule(latency(), arrive, device)
  return socket
}
