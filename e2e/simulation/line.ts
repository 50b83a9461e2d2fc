import { Duplex } from 'node:stream'
import type { Actor, Timeline } from './timeline.ts'

/** One connection between a device and a node. What goes in comes out in order, late, or not at all. */
export interface Line {
  /** The end that the server has. */
  readonly wire: Duplex
  /** Sends bytes of the device. */
  write(bytes: Buffer): void
  /** The device is gone, or has hung up: the server hears of it on the way that bytes take. */
  hangUp(): void
  /** Both ends find it broken. */
  cut(): void
  /** What is under way stays there until `release`: both ways, or only what the server sends. */
  hold(which: 'both' | 'down'): void
  release(): void
  /** What stood still goes on; where the node is gone, the device hears of it now. */
  mend(): void
  /** The node's process is gone; the device hears of it unless it `isSilent`. */
  nodeGone(isSilent: boolean): void
}

interface LineOptions {
  timeline: Timeline
  device: Actor
  node: Actor
  latencyMs: () => number
  /** Bytes have reached the device. */
  arrived: (bytes: Buffer) => void
  /** The device learns that it is over. */
  ended: () => void
}

// What the two kernels take before the server notices that nobody reads.
const windowBytes = 64 * 1024

interface Packet {
  bytes: Buffer | undefined
  done?: (() => void) | undefined
}

export function openLine({ timeline, device, node, latencyMs, arrived, ended }: LineOptions): Line {
  let isOver = false
  let unread = 0

  function end(): void {
    if (isOver) return
    isOver = true
    ended()
  }

  const down = openWay({ timeline, to: device, latencyMs }, ({ bytes, done }: Packet) => {
    if (!bytes) return end()
    unread -= bytes.length
    // As the node, in a happening of its own: what it does next is not the device's doing.
    if (done) timeline.after(0, done, node)
    if (!isOver) arrived(bytes)
  })
  const up = openWay({ timeline, to: node, latencyMs }, ({ bytes }: Packet) => {
    if (bytes) wire.push(bytes)
    else wire.destroy()
  })
  const wire = new Duplex({
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
  wire.on('error', () => {})

  return {
    wire,
    write(bytes) {
      if (!isOver) up.send({ bytes })
    },
    hangUp() {
      isOver = true
      up.send({ bytes: undefined })
    },
    cut() {
      up.release()
      up.send({ bytes: undefined })
      timeline.after(0, end, device)
    },
    hold(which) {
      down.hold()
      if (which === 'both') up.hold()
    },
    release() {
      down.release()
      up.release()
    },
    mend() {
      if (node.isDead) timeline.after(0, end, device)
      down.release()
      up.release()
    },
    nodeGone(isSilent) {
      if (!isSilent) timeline.after(latencyMs(), end, device)
    },
  }
}

interface Way {
  send(packet: Packet): void
  hold(): void
  release(): void
}

function openWay(
  { timeline, to, latencyMs }: { timeline: Timeline; to: Actor; latencyMs: () => number },
  deliver: (packet: Packet) => void,
): Way {
  let lastAt = 0
  let isHeld = false
  let held: Packet[] = []

  function later(packet: Packet, at: number): void {
    lastAt = Math.max(lastAt, at)
    timeline.after(lastAt - timeline.now, () => (isHeld ? held.push(packet) : deliver(packet)), to)
  }

  return {
    send: (packet) => later(packet, timeline.now + latencyMs()),
    hold() {
      isHeld = true
    },
    release() {
      if (!isHeld) return
      isHeld = false
      const kept = held
      held = []
      // What comes after these must not overtake them.
      lastAt = Math.max(lastAt, timeline.now)
      for (const packet of kept) timeline.after(0, () => deliver(packet), to)
    },
  }
}
