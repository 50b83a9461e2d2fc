import { Problem } from '@qtable/domain'
import type { ServerMessage } from '@qtable/protocol'
import type { FetchAnswer, Platform, SocketLike } from '../platform.ts'
import { answerFakeRequest, type FakeBackend } from './fake-routes.ts'
import { type FakeStream, openFakeStream } from './fake-stream.ts'
import type { VirtualClock } from './virtual-clock.ts'

/** The network between one device and the server. Every field may change at any time. */
export interface FakeNetwork {
  isUp: boolean
  /** A proxy that lets requests through, and no sockets. */
  areSocketsBlocked: boolean
  /** Milliseconds in one direction. */
  latencyMs: number
  /** How many copies of a server's message arrive: 0 loses it, 2 duplicates it. */
  copies: (message: ServerMessage) => number
  /** Whether the answer to a request is lost after the server carried it out. */
  losesAnswer: (path: string) => boolean
  /** The paths that were requested, oldest first. */
  readonly requests: readonly string[]
  /** The server's ends of the open sockets. */
  readonly streams: readonly FakeStream[]
  /** Cuts every socket. */
  cut(): void
}

export interface FakeDeviceOptions extends FakeBackend {
  clock: VirtualClock
  random: () => number
  newId: () => string
}

/** A device's network to a fake server, and the platform that a client sees through it. */
export function openFakeDevice(options: FakeDeviceOptions): { network: FakeNetwork; platform: Platform } {
  const { clock, random, newId } = options
  const streams: FakeStream[] = []
  const requests: string[] = []
  const openSockets = new Set<(code: number) => void>()
  const network: FakeNetwork = {
    isUp: true,
    areSocketsBlocked: false,
    latencyMs: 5,
    copies: () => 1,
    losesAnswer: () => false,
    requests,
    streams,
    cut() {
      for (const end of [...openSockets]) end(1006)
    },
  }
  const { now, setTimeout, clearTimeout } = clock
  const onRequest = (request: string) => void requests.push(request)
  return {
    network,
    platform: {
      now,
      setTimeout,
      clearTimeout,
      random,
      newId,
      fetch: fakeFetch(options, { network, onRequest }),
      openSocket: (url) => openFakeSocket(url, options, { network, streams, openSockets }),
      persistStorage: async () => true,
      socketSendsHeaders: false,
    },
  }
}

function fakeFetch(
  { clock, accounts, restaurants }: FakeDeviceOptions,
  { network, onRequest }: { network: FakeNetwork; onRequest: (request: string) => void },
): Platform['fetch'] {
  const travel = () => new Promise<void>((resolve) => void clock.setTimeout(resolve, network.latencyMs))
  const mustBeUp = () => {
    if (!network.isUp) throw new TypeError('fetch failed')
  }
  return async (url, init) => {
    const path = url.replace(/^.*\/api\/v1/, '')
    onRequest(`${init.method} ${path}`)
    await travel()
    mustBeUp()
    const token = init.headers.authorization?.replace('Bearer ', '') ?? ''
    const body = init.body === undefined ? {} : JSON.parse(init.body)
    const answer = answerOf(() =>
      answerFakeRequest({ accounts, restaurants }, { method: init.method, path, token, body }),
    )
    await travel()
    mustBeUp()
    if (network.losesAnswer(path)) throw new TypeError('fetch failed')
    return answer
  }
}

const statusOf: Readonly<Partial<Record<Problem['code'], number>>> = {
  unauthenticated: 401,
  forbidden: 403,
  not_found: 404,
  full_sync_required: 410,
  validation_failed: 422,
  unavailable: 503,
}

function answerOf(work: () => unknown): FetchAnswer {
  const answer = (status: number, body: unknown): FetchAnswer => ({
    ok: status < 300,
    status,
    headers: { get: () => null },
    text: async () => (body === undefined ? '' : JSON.stringify(body)),
  })
  try {
    return answer(200, work())
  } catch (error) {
    if (!(error instanceof Problem)) throw error
    const { code, detail, current } = error
    return answer(statusOf[code] ?? 409, { code, detail, current })
  }
}

function openFakeSocket(
  url: string,
  { clock, accounts, restaurants }: FakeDeviceOptions,
  at: { network: FakeNetwork; streams: FakeStream[]; openSockets: Set<(code: number) => void> },
): SocketLike {
  const { network, streams, openSockets } = at
  const { searchParams } = new URL(url)
  const socket: SocketLike = { onopen: null, onmessage: null, onerror: null, onclose: null, send, close: end }
  let stream: FakeStream | undefined
  let isOver = false

  function later(work: () => void): void {
    clock.setTimeout(() => {
      if (!isOver) work()
    }, network.latencyMs)
  }

  function end(code = 1000): void {
    if (isOver) return
    isOver = true
    openSockets.delete(end)
    stream?.close(code)
    if (stream) streams.splice(streams.indexOf(stream), 1)
    socket.onclose?.({ code } as never)
  }

  function send(text: string): void {
    later(() => {
      if (network.isUp) stream?.take(text)
    })
  }

  function deliver(message: ServerMessage): void {
    if (!network.isUp) return
    const data = JSON.stringify(message)
    for (let copy = network.copies(message); copy > 0; copy--) later(() => socket.onmessage?.({ data } as never))
  }

  function open(): void {
    const token = accounts.redeem(searchParams.get('ticket') ?? '')
    const restaurant = restaurants.get(Number(searchParams.get('restaurant_id')))
    if (!network.isUp || network.areSocketsBlocked || !restaurant || token === '') {
      end(1006)
      return
    }
    socket.onopen?.({} as never)
    stream = openFakeStream({
      accounts,
      restaurant,
      token,
      cursor: searchParams.get('cursor') ?? undefined,
      heartbeatSeconds: 30,
      now: clock.now,
      send: deliver,
      close: (code) => later(() => end(code)),
    })
    streams.push(stream)
  }

  openSockets.add(end)
  later(open)
  return socket
}
