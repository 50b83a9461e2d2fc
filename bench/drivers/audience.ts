import { type FrameSocket, openFrameSocket } from './frame-socket.ts'

/** The sockets of one restaurant. Everything that they hear must be one chain of versions. */
export interface Audience {
  readonly size: number
  /** The version that the last of them has reached. */
  readonly reached: number
  /** How many frames came in, and how many of them covered several versions. */
  readonly frames: number
  readonly merged: number
  /** Resolves when all have reached a version; rejects when one of them is lost before. */
  all(version: number): Promise<void>
  /** Calls the listener at each frame of each socket, with the versions it leads from and to. */
  listen(listener: (from: number, to: number) => void): void
  close(): void
}

export interface AudienceOptions {
  port: number
  path: string
  /** One after another for each socket. */
  tokens: readonly string[]
  size: number
}

// As many handshakes at a time as a server lets through without making anybody wait.
const atOnce = 50

export async function openAudience({ port, path, tokens, size }: AudienceOptions): Promise<Audience> {
  const sockets: FrameSocket[] = []
  const left = new Map<number, number>()
  const waiting: { version: number; resolve: () => void; reject: (error: Error) => void }[] = []
  let reached = 0
  let frames = 0
  let merged = 0
  let broken: Error | undefined
  let listener: ((from: number, to: number) => void) | undefined

  function fail(why: string): void {
    broken ??= new Error(`a socket: ${why}`)
    for (const { reject } of waiting.splice(0)) reject(broken)
  }

  function counted(version: number): void {
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

  async function enter(n: number): Promise<void> {
    let version = 0
    const socket = await openFrameSocket({
      port,
      path,
      token: tokens[n % tokens.length] ?? '',
      entered(at) {
        version = at
        reached = Math.max(reached, at)
      },
      moved(from, to) {
        if (from !== version) return fail(`${from} → ${to} does not follow ${version}`)
        frames += 1
        if (to > from + 1) merged += 1
        for (let one = from + 1; one <= to; one++) counted(one)
        version = to
        listener?.(from, to)
      },
      lost: fail,
    })
    sockets.push(socket)
  }

  for (let n = 0; n < size; n += atOnce) {
    await Promise.all(Array.from({ length: Math.min(atOnce, size - n) }, (_, i) => enter(n + i)))
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
    all(version) {
      if (broken) return Promise.reject(broken)
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
