import { Problem, type Role } from '@qtable/domain'
import type { ServerMessage } from '@qtable/protocol'
import type { FetchAnswer, SocketLike, World } from '../world.ts'
import { openAccounts } from './fake-accounts.ts'
import { type FakePerson, type FakeRestaurant, openRestaurant } from './fake-restaurant.ts'
import { answer } from './fake-routes.ts'
import { type FakeStream, openStream } from './fake-stream.ts'
import { type VirtualClock, virtualClock } from './virtual-clock.ts'

/** The way of one device to the server. Everything about it can be changed at any time. */
export interface FakeNetwork {
  isUp: boolean
  /** A proxy that lets requests through and no sockets. */
  areSocketsBlocked: boolean
  /** Milliseconds that anything takes in one direction. */
  latencyMs: number
  /** How often a message of the server arrives: 0 loses it, 2 doubles it. */
  copies: (message: ServerMessage) => number
  /** Whether the answer to a request is lost after it was carried out. */
  losesAnswer: (path: string) => boolean
  /** Paths that were asked, oldest first. */
  readonly requests: readonly string[]
  /** The sockets that are open, as the server sees them. */
  readonly streams: readonly FakeStream[]
  /** Breaks every socket. */
  cut(): void
}

export interface FakeServer {
  readonly clock: VirtualClock
  readonly accounts: ReturnType<typeof openAccounts>
  readonly restaurant: FakeRestaurant
  readonly restaurants: ReadonlyMap<number, FakeRestaurant>
  /** Somebody who works here; their password is `secret`. */
  hire(name: string, role?: Role, restaurantIds?: readonly number[]): FakePerson & { email: string; password: string }
  /** A device's own network, and the world that it sees through it. */
  device(): { network: FakeNetwork; world: World }
}

const codes: Readonly<Partial<Record<Problem['code'], number>>> = {
  unauthenticated: 401,
  forbidden: 403,
  not_found: 404,
  full_sync_required: 410,
  validation_failed: 422,
  unavailable: 503,
}

/** A server in this process, on a clock that moves only when told: for tests of what is built on the client. */
export function openFakeServer(options: { restaurants?: number; accessSeconds?: number } = {}): FakeServer {
  const clock = virtualClock()
  let made = 0
  const newId = () => `00000000-0000-7000-8000-${(++made).toString(16).padStart(12, '0')}`
  let seed = 1
  // A linear congruential generator (the constants of Numerical Recipes): chance that is the same in every run.
  const random = () => {
    seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0
    return seed / 2 ** 32
  }
  const accounts = openAccounts(clock.now, (options.accessSeconds ?? 900) * 1000)
  const restaurants = new Map<number, FakeRestaurant>()
  for (let id = 1; id <= (options.restaurants ?? 1); id++) {
    restaurants.set(id, openRestaurant({ id, now: clock.now, newId }))
  }

  function device(): ReturnType<FakeServer['device']> {
    const streams: FakeStream[] = []
    const requests: string[] = []
    const sockets = new Set<(code: number) => void>()
    const network: FakeNetwork = {
      isUp: true,
      areSocketsBlocked: false,
      latencyMs: 5,
      copies: () => 1,
      losesAnswer: () => false,
      requests,
      streams,
      cut() {
        for (const end of [...sockets]) end(1006)
      },
    }
    const way = () => new Promise<void>((resolve) => void clock.setTimeout(resolve, network.latencyMs))
    const mustBeUp = () => {
      if (!network.isUp) throw new TypeError('fetch failed')
    }

    async function fetch(...[url, init]: Parameters<World['fetch']>): Promise<FetchAnswer> {
      const path = url.replace(/^.*\/api\/v1/, '')
      requests.push(`${init.method} ${path}`)
      await way()
      mustBeUp()
      const token = init.headers.authorization?.replace('Bearer ', '') ?? ''
      const body = init.body === undefined ? {} : JSON.parse(init.body)
      const result = resultOf(() => answer({ accounts, restaurants }, { method: init.method, path, token, body }))
      await way()
      mustBeUp()
      if (network.losesAnswer(path)) throw new TypeError('fetch failed')
      return result
    }

    function openSocket(url: string): SocketLike {
      const { searchParams } = new URL(url)
      const socket: SocketLike = { onopen: null, onmessage: null, onerror: null, onclose: null, send, close: end }
      let stream: FakeStream | undefined
      let isOver = false
      const later = (work: () => void) => {
        clock.setTimeout(() => {
          if (!isOver) work()
        }, network.latencyMs)
      }
      function end(code = 1000): void {
        if (isOver) return
        isOver = true
        sockets.delete(end)
        stream?.close(code)
        if (stream) streams.splice(streams.indexOf(stream), 1)
        socket.onclose?.({ code } as never)
      }
      function send(text: string): void {
        later(() => {
          if (network.isUp) stream?.take(text)
        })
      }
      function opened(): void {
        const token = accounts.redeem(searchParams.get('ticket') ?? '')
        const restaurant = restaurants.get(Number(searchParams.get('restaurant_id')))
        if (!network.isUp || network.areSocketsBlocked || !restaurant || token === '') {
          end(1006)
          return
        }
        socket.onopen?.({} as never)
        stream = openStream({
          accounts,
          restaurant,
          token,
          cursor: searchParams.get('cursor') ?? undefined,
          heartbeatSeconds: 30,
          now: clock.now,
          send(message) {
            if (!network.isUp) return
            const data = JSON.stringify(message)
            for (let copy = network.copies(message); copy > 0; copy--) {
              later(() => socket.onmessage?.({ data } as never))
            }
          },
          close: (code) => later(() => end(code)),
        })
        streams.push(stream)
      }
      sockets.add(end)
      later(opened)
      return socket
    }

    const { now, setTimeout, clearTimeout } = clock
    return {
      network,
      world: { now, setTimeout, clearTimeout, random, newId, fetch, openSocket, socketSendsHeaders: false },
    }
  }

  return {
    clock,
    accounts,
    restaurants,
    restaurant: restaurants.get(1) ?? openRestaurant({ now: clock.now, newId }),
    hire(name, role = 'host', restaurantIds = [1]) {
      const person = { id: newId(), name, role }
      const given = { email: `${name.toLowerCase()}@example.com`, password: 'secret' }
      accounts.add({ ...person, ...given, roles: new Map(restaurantIds.map((id) => [id, role])) })
      return { ...person, ...given }
    },
    device,
  }
}

function resultOf(work: () => unknown): FetchAnswer {
  const result = (status: number, body: unknown): FetchAnswer => ({
    ok: status < 300,
    status,
    headers: { get: () => null },
    text: async () => (body === undefined ? '' : JSON.stringify(body)),
  })
  try {
    return result(200, work())
  } catch (error) {
    if (!(error instanceof Problem)) throw error
    const { code, detail, current } = error
    return result(codes[code] ?? 409, { code, detail, current })
  }
}
