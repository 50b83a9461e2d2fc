import { uuidv7 } from '@qtable/protocol'

/** What a client asks of `fetch`. */
export interface FetchAnswer {
  readonly ok: boolean
  readonly status: number
  readonly headers: { get(name: string): string | null }
  text(): Promise<string>
}
export type Fetch = (
  url: string,
  init: { method: string; headers: Record<string, string>; body?: string; signal?: AbortSignal },
) => Promise<FetchAnswer>

/** What a client asks of a WebSocket: browsers' own, Node's own and that of the `ws` package all have it. */
export interface SocketLike {
  onopen: ((event: never) => void) | null
  onmessage: ((event: never) => void) | null
  onerror: ((event: never) => void) | null
  onclose: ((event: never) => void) | null
  send(text: string): void
  close(code?: number, reason?: string): void
}

/** Opens a socket; `headers` are sent with the handshake, which browsers cannot do. */
export type OpenSocket = (url: string, headers: Record<string, string>) => SocketLike

/** The world around a client. Everything that could differ from run to run comes from here. */
export interface World {
  /** Milliseconds since 1970. */
  now(): number
  setTimeout(run: () => void, ms: number): unknown
  clearTimeout(timer: unknown): void
  /** 0 up to, not including, 1. */
  random(): number
  /** A new UUIDv7. */
  newId(): string
  fetch: Fetch
  openSocket: OpenSocket
  /** Whether `openSocket` sends headers: then the access token goes with the handshake, else a ticket in the URL. */
  socketSendsHeaders: boolean
}

interface Platform {
  fetch: Fetch
  WebSocket?: new (url: string) => SocketLike
  setTimeout(run: () => void, ms: number): unknown
  clearTimeout(timer: unknown): void
}

/** The world of the browser or the Node process that this runs in, with parts of it replaced. */
export function worldOf(parts: Partial<World> = {}): World {
  const platform = globalThis as unknown as Platform
  return {
    now: () => Date.now(),
    setTimeout: (run, ms) => platform.setTimeout(run, ms),
    clearTimeout: (timer) => platform.clearTimeout(timer),
    random: () => Math.random(),
    newId: () => uuidv7(),
    fetch: (url, init) => platform.fetch(url, init),
    openSocket: (url) => {
      if (!platform.WebSocket) throw new Error('There is no WebSocket here')
      return new platform.WebSocket(url)
    },
    socketSendsHeaders: parts.openSocket !== undefined,
    ...parts,
  }
}
