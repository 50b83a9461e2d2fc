import { type FrameSocket, openFrameSocket } from './frame-socket.ts'

/** The sockets of one restaurant. Each must receive every version, in order. */
export interface Subscribers {
  readonly size: number
  /** The version that every socket has. */
  readonly reached: number
  /** The frames of all sockets, and how many of them covered several versions. */
  readonly frames: number
  readonly merged: number
  /** Resolves when every socket has the version; rejects when a socket is lost. */
  haveReached(version: number): Promise<void>
  /** Calls the listener at each frame of each socket. */
  listen(listener: (from: number, to: number) => void): void
  close(): void
}

export interface SubscriberOptions {
  port: number
  path: string
  /** The sockets use them in turn. */
  tokens: readonly string[]
  size: number
}

// The server handles so many handshakes at a time without a queue.
const atOnce = 50

export async function openSubscribers({ port, path, tokens, size }: SubscriberOptions): Promise<Subscribers> {
  const sockets: FrameSocket[] = []
  const left = new Map<number, number>()
  const waiting: { version: number; resolve: () => void; reject: (error: Error) => void }[] = []
  let reached = 0
  let frames = 0
  let merged = 0
  let failure: Error | undefined
  let listener: ((from: number, to: number) => void) | undefined

  function fail(why: string): void {
    failure ??= new Error(`a socket: ${why}`)
    for (const { reject } of waiting.splice(0)) reject(failure)
  }

  function count(version: number): void {
    const others = (left.get(version) ?? size) - 1
    if (others > 0) {
      left.set(version, others)
      return
    }
    left.delete(version)
    reached = version
    for (const one of waiting.splice(0)) {
      if (one.version <= version) one.resolve()
      else waiting.push(one)
    }
  }

  async function connect(n: number): Promise<void> {
    let version = 0
    const socket = await openFrameSocket({
      port,
      path,
      token: tokens[n % tokens.length] ?? '',
      opened(at) {
        version = at
        reached = Math.max(reached, at)
      },
      received(from, to) {
        if (from !== version) return fail(`${from} → ${to} does not follow ${version}`)
        frames += 1
        if (to > from + 1) merged += 1
        for (let one = from + 1; one <= to; one++) count(one)
        version = to
        listener?.(from, to)
      },
      lost: fail,
    })
    sockets.push(socket)
  }

  for (let n = 0; n < size; n += atOnce) {
    await Promise.all(Array.from({ length: Math.min(atOnce, size - n) }, (_, i) => connect(n + i)))
  }
  return {
    size,
    get reached() {
      return reached
    },
    get frames() {
      return frames
    },
    get merged() {
      return merged
    },
    haveReached(version) {
      if (failure) return Promise.reject(failure)
      if (version <= reached) return Promise.resolve()
      return new Promise((resolve, reject) => waiting.push({ version, resolve, reject }))
    },
    listen(next) {
      listener = next
    },
    close() {
      for (const socket of sockets) socket.close()
    },
  }
}
