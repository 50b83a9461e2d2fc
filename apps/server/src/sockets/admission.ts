import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { setTimeout as delay } from 'node:timers/promises'
import { Problem } from '@qtable/domain'
import type { Identity } from '../accounts/identity.ts'
import { networkOf } from '../accounts/sign-in-throttle.ts'
import { openGuard, reportUnexpected } from '../guarded.ts'
import { toProblem } from '../wire/problems.ts'
import { openHandshakeRate } from './handshake-rate.ts'
import { findResumePoint } from './resume-point.ts'
import type { Rooms } from './rooms.ts'
import type { SocketConnectionOptions } from './socket-connection.ts'
import type { SocketParts } from './socket-parts.ts'
import { openSocketPlaces } from './socket-places.ts'
import { authorise, type Handshake, readHandshake, refuse } from './upgrade.ts'
import { openHandshakes } from './wire-socket.ts'

export interface SocketLimits {
  /** All of this process. */
  sockets: number
  perUser: number
  perRestaurant: number
  perAddress: number
  /** The handshakes that one address may begin; 0 for no limit. */
  handshakesPerMinute: number
  /** Handshakes in progress: each sends a query to the database. */
  handshakes: number
}

const defaultLimits: SocketLimits = {
  ...{ sockets: 20_000, perUser: 20_000, perRestaurant: 5_000, perAddress: 20_000 },
  ...{ handshakesPerMinute: 0, handshakes: 1_000 },
}

/** A socket whose handshake was accepted. */
export type AdmittedSocket = Omit<SocketConnectionOptions, 'parts' | 'onEnd'> & { release: () => void }

/** Accepts or refuses handshakes. */
export interface Admission {
  /** The `upgrade` listener of the HTTP server. */
  onUpgrade(request: IncomingMessage, wire: Duplex, head: Buffer): void
  /** Refuses every handshake from now on. */
  stop(): void
}

// Each takes an open file.
const mostHeldBack = 500
const holdBackMs = 1000

const retryAfter = { retryAfterSeconds: 1 }

export function openAdmission(options: {
  parts: SocketParts
  rooms: Rooms
  limits: Partial<SocketLimits> | undefined
  /** The number of open sockets. */
  socketCount: () => number
  onAdmitted: (socket: AdmittedSocket) => void
}): Admission {
  const { parts, rooms, socketCount, onAdmitted } = options
  const { log, metrics, floors } = parts
  const limits = { ...defaultLimits, ...options.limits }
  const places = openSocketPlaces({
    user: limits.perUser,
    restaurant: limits.perRestaurant,
    address: limits.perAddress,
  })
  const rate = openHandshakeRate(limits.handshakesPerMinute, parts.elapsed)
  const guard = openGuard({ where: 'handshake', log })
  const refuseInvalid = guard((request: IncomingMessage, wire: Duplex, reason: string) =>
    refuse(wire, request, new Problem('malformed', `The handshake is invalid: ${reason}`)),
  )
  const handshakes = openHandshakes(refuseInvalid)
  let pending = 0
  const holdBack = openHoldBack()
  let isStopped = false

  async function admit(request: IncomingMessage, wire: Duplex, head: Buffer): Promise<void> {
    const handshake = readHandshake(request)
    if (!handshake) throw new Problem('not_found', 'There is no WebSocket endpoint at this path')
    if (isStopped) throw new Problem('unavailable', 'The server is stopping', retryAfter)
    // Before any query: a stranger's handshakes cost nothing but this.
    const address = networkOf(parts.proxies.addressOf(request))
    rate.count(address)
    if (socketCount() >= limits.sockets || pending >= limits.handshakes) {
      throw new Problem('unavailable', 'The server is full', retryAfter)
    }
    const releases = [places.take('address', address)]
    const release = () => {
      for (const give of releases) give()
    }
    pending += 1
    try {
      const identity = await authorise(request, handshake, parts)
      releases.push(places.take('restaurant', String(identity.restaurantId)))
      releases.push(places.take('user', identity.userId))
      await accept(identity, handshake, { request, wire, head, release })
    } catch (error) {
      release()
      throw error
    } finally {
      pending -= 1
    }
  }

  // Holds the room from here on, so that of many clients that connect at once only the first loads the floor.
  async function accept(
    identity: Identity,
    { endpoint, query }: Handshake,
    { request, wire, head, release }: { request: IncomingMessage; wire: Duplex; head: Buffer; release: () => void },
  ): Promise<void> {
    const { restaurantId } = identity
    const { room, release: releaseRoom } = rooms.acquire(restaurantId)
    const releaseAll = () => {
      releaseRoom()
      release()
    }
    let isAccepted = false
    try {
      await floors.read(restaurantId)
      const since = query.get('cursor') || query.get('since')
      const resumePoint = since ? await findResumePoint(since, { parts, identity }) : undefined
      if (isStopped) throw new Problem('unavailable', 'The server is stopping', retryAfter)
      handshakes.accept(request, wire, head, (socket) => {
        isAccepted = true
        try {
          onAdmitted({ socket, wire, identity, endpoint, room, resumePoint, release: releaseAll })
        } catch (error) {
          reportUnexpected(error, { where: 'socket', log, restaurantId })
          socket.terminate()
          releaseAll()
        }
      })
    } finally {
      if (!isAccepted) releaseAll()
    }
  }

  return {
    onUpgrade(request, wire, head) {
      wire.on('error', destroyWire)
      admit(request, wire, head)
        .catch(async (error: unknown) => {
          const problem = toProblem(error)
          if (problem.code === 'internal') reportUnexpected(error, { where: 'handshake', log })
          metrics.refused(problem.code)
          if (problem.code === 'rate_limited') await holdBack()
          refuse(wire, request, problem)
        })
        .catch((error: unknown) => {
          reportUnexpected(error, { where: 'handshake', log })
          wire.destroy()
        })
    },
    stop() {
      isStopped = true
    },
  }
}

/** Delays the refusal of a client that connects again as soon as it is refused, and would keep the server busy with that. */
function openHoldBack(): () => Promise<void> {
  let count = 0
  return async () => {
    if (count >= mostHeldBack) return
    count += 1
    await delay(holdBackMs, undefined, { ref: false })
    count -= 1
  }
}

// Shared by all sockets. A closure per socket would keep its handshake request in memory as long as the socket.
function destroyWire(this: Duplex): void {
  this.destroy()
}
