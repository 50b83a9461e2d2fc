import type { Fetch, FetchAnswer, SocketLike } from '@qtable/client'
import { openDeviceSocket } from './device-socket.ts'
import { type Line, openLine } from './line.ts'
import type { Random } from './random.ts'
import type { Reply } from './routes.ts'
import type { ServerNode } from './server-node.ts'
import type { Actor, Timeline } from './timeline.ts'

/** The way of one device to the server. Everything about it may change at any time. */
export interface Network {
  isUp: boolean
  /** A proxy that lets requests through and no sockets. */
  areSocketsBlocked: boolean
  /** Milliseconds that anything takes in one direction, about. */
  latencyMs: number
  /** How likely a request, or its answer, is lost. */
  loss: number
  /** How likely a request arrives twice. */
  doubling: number
  /** How likely a proxy loses a frame of the stream, or says it twice. What is no frame comes through. */
  frameLoss: number
  frameDoubling: number
  readonly lines: ReadonlySet<Line>
  /** Breaks everything that is under way. */
  cut(): void
  /** Everything works again: what stood still goes on, what waits for nobody is told so. */
  mend(): void
  fetch: Fetch
  openSocket(url: string, headers: Record<string, string>): SocketLike
}

const longestMs = 2000

/** A device's way through a load balancer, which sends each connection and each request to any of the nodes. */
export function openNetwork(options: {
  timeline: Timeline
  random: Random
  device: Actor
  nodes: readonly ServerNode[]
}): Network {
  const { timeline, random, device, nodes } = options
  const lines = new Set<Line>()
  /** How to fail what waits for an answer. */
  const waiting = new Set<() => void>()
  // Mostly near the usual time, now and then many times as long.
  const latency = () =>
    Math.min(longestMs, network.latencyMs * (random.chance(0.03) ? random.between(5, 40) : random.between(0.5, 2)))

  function ask(url: string, init: Parameters<Fetch>[1]): Promise<FetchAnswer> {
    const path = url.replace(/^.*?\/api\/v1/, '')
    const { promise, resolve, reject } = Promise.withResolvers<FetchAnswer>()
    const fail = () => {
      waiting.delete(fail)
      reject(new TypeError('fetch failed'))
    }
    const failSoon = () => timeline.after(latency(), fail, device)
    waiting.add(fail)
    init.signal?.addEventListener('abort', fail)

    function arrive(isFirst: boolean): void {
      if (!network.isUp || random.chance(network.loss)) {
        // Some networks say so, in others one waits for ever.
        if (isFirst && random.chance(0.5)) failSoon()
        return
      }
      const node = random.one(nodes)
      const isPossible = node.answer({ method: init.method, path, headers: init.headers, body: init.body }, (reply) => {
        if (!isFirst) return
        if (!reply || random.chance(network.loss)) failSoon()
        else timeline.after(latency(), () => (network.isUp ? answer(reply) : fail()), device)
      })
      if (!isPossible && isFirst) failSoon()
    }

    function answer(reply: Reply): void {
      waiting.delete(fail)
      const headers = new Map(Object.entries(reply.headers))
      resolve({
        ok: reply.status < 300,
        status: reply.status,
        headers: { get: (name) => headers.get(name) ?? null },
        text: async () => reply.text,
      })
    }

    timeline.after(latency(), () => arrive(true), device)
    // A token that is spent twice ends the session: no proxy may do that.
    if (!path.startsWith('/auth') && random.chance(network.doubling)) {
      timeline.after(latency() * random.between(1, 20), () => arrive(false), device)
    }
    return promise
  }

  const frame = /^{"type":"(delta_update|atomic_transaction_complete)"/
  let hasTroubledFrames = false
  function copies(text: string): number {
    if (network.frameLoss + network.frameDoubling === 0 || !frame.test(text)) return 1
    hasTroubledFrames = true
    if (random.chance(network.frameLoss)) return 0
    return random.chance(network.frameDoubling) ? 2 : 1
  }

  function openSocket(url: string, headers: Record<string, string>): SocketLike {
    let line: Line | undefined
    const socket = openDeviceSocket(() => line, copies)
    const lost = () => {
      waiting.delete(lost)
      if (line) lines.delete(line)
      socket.lost()
    }
    waiting.add(lost)
    socket.onopened = () => waiting.delete(lost)
    timeline.after(latency(), () => {
      const node = random.one(nodes)
      const isPossible = network.isUp && !network.areSocketsBlocked && !node.actor.isDead
      if (!isPossible) {
        if (random.chance(0.5)) timeline.after(latency(), lost, device)
        return
      }
      line = openLine({ timeline, device, node: node.actor, latencyMs: latency, arrived: socket.take, ended: lost })
      lines.add(line)
      if (!network.isUp) line.hold('both')
      node.upgrade({ url: url.replace(/^wss?:\/\/[^/]*/, ''), headers }, line)
    })
    return socket
  }

  function failAll(): void {
    for (const fail of waiting) timeline.after(0, fail, device)
  }

  const network: Network = {
    isUp: true,
    areSocketsBlocked: false,
    latencyMs: random.between(1, 30),
    loss: 0,
    doubling: 0,
    frameLoss: 0,
    frameDoubling: 0,
    lines,
    cut() {
      for (const line of lines) line.cut()
      failAll()
    },
    mend() {
      const well = { isUp: true, areSocketsBlocked: false, loss: 0, doubling: 0, frameLoss: 0, frameDoubling: 0 }
      Object.assign(network, well, { latencyMs: 10 })
      // What a proxy has lost never comes; only without it does the stream go on as it should.
      for (const line of lines) hasTroubledFrames ? line.cut() : line.mend()
      failAll()
    },
    fetch: ask,
    openSocket,
  }
  return network
}
