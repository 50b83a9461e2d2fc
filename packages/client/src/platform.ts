import { uuidv7 } from '@qtable/protocol'

/** The part of a `Response` that the client reads. */
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

/** The part of a WebSocket that the client uses. Browsers, Node and the package `ws` all have it. */
export interface SocketLike {
  onopen: ((event: never) => void) | null
  onmessage: ((event: never) => void) | null
  onerror: ((event: never) => void) | null
  onclose: ((event: never) => void) | null
  send(text: string): void
  close(code?: number, reason?: string): void
}

/** Opens a socket. `headers` go with the handshake, which browsers cannot do. */
export type OpenSocket = (url: string, headers: Record<string, string>) => SocketLike

/** The part of a `BroadcastChannel` that the client uses. */
export interface ChannelLike {
  onmessage: ((event: never) => void) | null
  postMessage(message: unknown): void
  close(): void
}

export type OpenChannel = (name: string) => ChannelLike

/** Everything outside the client that can differ from run to run: clock, timers, chance, ids and network. */
export interface Platform {
  /** Milliseconds since 1970. */
  now(): number
  setTimeout(run: () => void, ms: number): unknown
  clearTimeout(timer: unknown): void
  /** At least 0 and less than 1. */
  random(): number
  /** A new UUIDv7. */
  newId(): string
  fetch: Fetch
  openSocket: OpenSocket
  /** Asks the browser to keep what is stored when space runs short. Some browsers ask their person. */
  persistStorage(): Promise<boolean>
  /** Whether `openSocket` sends headers. The handshake then carries the access token, otherwise a ticket in the URL. */
  socketSendsHeaders: boolean
}

interface Globals {
  fetch: Fetch
  WebSocket?: new (url: string) => SocketLike
  setTimeout(run: () => void, ms: number): unknown
  clearTimeout(timer: unknown): void
  navigator?: { storage?: { persist?: () => Promise<boolean> } }
}

/** The platform of this browser or Node process. `parts` replace parts of it. */
export function platformOf(parts: Partial<Platform> = {}): Platform {
  const globals = globalThis as unknown as Globals
  return {
    now: () => Date.now(),
    setTimeout: (run, ms) => globals.setTimeout(run, ms),
    clearTimeout: (timer) => globals.clearTimeout(timer),
    random: () => Math.random(),
    newId: () => uuidv7(),
    fetch: (url, init) => globals.fetch(url, init),
    openSocket: (url) => {
      if (!globals.WebSocket) throw new Error('This platform has no WebSocket')
      return new globals.WebSocket(url)
    },
    persistStorage: async () => (await globals.navigator?.storage?.persist?.()) ?? false,
    socketSendsHeaders: parts.openSocket !== undefined,
    ...parts,
  }
}
