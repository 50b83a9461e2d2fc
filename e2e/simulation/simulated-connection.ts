import { Duplex } from 'node:stream'
import type { Scheduler, SimulatedProcess } from './scheduler.ts'

/** One TCP connection between a device and a node. Bytes arrive in order: soon, late, or never. */
export interface SimulatedConnection {
  /** The server's socket. */
  readonly serverEnd: Duplex
  /** Sends bytes from the device. */
  write(bytes: Buffer): void
  /** The device closes it or dies; the server learns of it after the bytes that are under way. */
  hangUp(): void
  /** Breaks it for both ends. */
  cut(): void
  /** Holds back what is under way, in both directions or only from the server, until `resume`. */
  stall(direction: 'both' | 'down'): void
  resume(): void
  /** Resumes it; if the node is dead, the device learns so now. */
  heal(): void
  /** The process of the node is gone. The device learns of it, unless `isSilent`. */
  nodeGone(isSilent: boolean): void
}

interface ConnectionOptions {
  scheduler: Scheduler
  device: SimulatedProcess
  node: SimulatedProcess
  /** The latency of the next packet, in one direction. */
  latencyMs: () => number
  /** Called with the bytes that reach the device. */
  onBytes: (bytes: Buffer) => void
  /** Called once, when the device learns that the connection is over. */
  onEnd: () => void
}

// About what the kernels of both ends buffer before the server notices that the client does not read.
const windowBytes = 64 * 1024

/** Without bytes, it is the end of the stream. `done` tells the server that it may send more. */
interface Packet {
  bytes: Buffer | undefined
  done?: (() => void) | undefined
}

export function openSimulatedConnection(options: ConnectionOptions): SimulatedConnection {
  const { scheduler, device, node, latencyMs, onBytes, onEnd } = options
  let isOver = false
  let unread = 0

  function end(): void {
    if (isOver) return
    isOver = true
    onEnd()
  }

  const down = openDirection({ scheduler, to: device, latencyMs }, ({ bytes, done }) => {
    if (!bytes) return end()
    unread -= bytes.length
    // An event of the node: what the server does next must not run as part of the device.
    if (done) scheduler.schedule(0, done, node)
    if (!isOver) onBytes(bytes)
  })
  const up = openDirection({ scheduler, to: node, latencyMs }, ({ bytes }) => {
    if (bytes) serverEnd.push(bytes)
    else serverEnd.destroy()
  })
  const serverEnd = new Duplex({
    read() {},
    write(bytes: Buffer, _encoding, done) {
      unread += bytes.length
      const isFull = unread > windowBytes
      down.send({ bytes: Buffer.from(bytes), done: isFull ? done : undefined })
      if (!isFull) done()
    },
    final(done) {
      down.send({ bytes: undefined })
      done()
    },
    destroy(error, done) {
      down.send({ bytes: undefined })
      done(error)
    },
  })
  serverEnd.on('error', () => {})

  const resume = () => {
    down.resume()
    up.resume()
  }
  return {
    serverEnd,
    write(bytes) {
      if (!isOver) up.send({ bytes })
    },
    hangUp() {
      isOver = true
      up.send({ bytes: undefined })
    },
    cut() {
      up.resume()
      up.send({ bytes: undefined })
      scheduler.schedule(0, end, device)
    },
    stall(direction) {
      down.stall()
      if (direction === 'both') up.stall()
    },
    resume,
    heal() {
      if (node.isDead) scheduler.schedule(0, end, device)
      resume()
    },
    nodeGone(isSilent) {
      if (!isSilent) scheduler.schedule(latencyMs(), end, device)
    },
  }
}

interface Direction {
  send(packet: Packet): void
  stall(): void
  resume(): void
}

function openDirection(
  { scheduler, to, latencyMs }: { scheduler: Scheduler; to: SimulatedProcess; latencyMs: () => number },
  deliver: (packet: Packet) => void,
): Direction {
  let lastAt = 0
  let isStalled = false
  let held: Packet[] = []

  return {
    send(packet) {
      lastAt = Math.max(lastAt, scheduler.now + latencyMs())
      const arrive = () => void (isStalled ? held.push(packet) : deliver(packet))
      scheduler.schedule(lastAt - scheduler.now, arrive, to)
    },
    stall() {
      isStalled = true
    },
    resume() {
      if (!isStalled) return
      isStalled = false
      const packets = held
      held = []
      // Packets that are sent from now on must not overtake these.
      lastAt = Math.max(lastAt, scheduler.now)
      for (const packet of packets) scheduler.schedule(0, () => deliver(packet), to)
    },
  }
}
