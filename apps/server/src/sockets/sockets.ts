import type { IncomingMessage, Server } from 'node:http'
import type { Duplex } from 'node:stream'
import { Problem } from '@qtable/domain'
import { closeCodes } from '@qtable/protocol'
import type { Identity } from '../accounts/identity.ts'
import { toProblem } from '../wire/problems.ts'
import { type Connection, type ConnectionOptions, openConnection } from './connection.ts'
import { locate, type Place } from './resume-point.ts'
import { openRooms } from './rooms.ts'
import { openSignIns } from './sign-ins.ts'
import type { SocketWorld } from './socket-parts.ts'
import { authorise, type Handshake, readHandshake, refuse } from './upgrade.ts'
import { openHandshakes, type WireSocket } from './wire-socket.ts'

export interface Sockets {
  /** How many are open, of a restaurant or of all. */
  count(restaurantId?: number): number
  /** Lets nobody in any more, answers what is under way, and closes all; resolves when all are gone. */
  drain(): Promise<void>
}

export interface SocketLimits {
  sockets: number
  perRestaurant: number
  /** Handshakes that are looked at together: each asks the database a question. */
  handshakes: number
}

const defaultLimits: SocketLimits = { sockets: 20_000, perRestaurant: 5_000, handshakes: 1_000 }
const tickMs = 250
const sweepMs = 2_000
const full = { retryAfterSeconds: 1 }
// Everybody comes back on their own: one every so often, over this long at most.
const reconnectFirstMs = 500
const reconnectStepMs = 20
const reconnectWithinMs = 10_000
/** Answers that are not there by then do not come. */
const finishWithinMs = 8_000

/** Serves `/ws/restaurant/sync` and `/realtime` on an HTTP server that gives way to upgrades to them. */
export function openSockets(
  options: Omit<SocketWorld, 'now' | 'elapsed'> &
    Partial<Pick<SocketWorld, 'now' | 'elapsed'>> & { server: Server; limits?: Partial<SocketLimits> },
): Sockets {
  const { now = Date.now, elapsed = () => performance.now() } = options
  const world: SocketWorld = { ...options, now, elapsed }
  const { server, log, metrics, floors } = options
  const limits = { ...defaultLimits, ...options.limits }
  const rooms = openRooms(world)
  const signIns = openSignIns(world)
  const handshakes = openHandshakes((request, wire, why) =>
    refuse(wire, request, new Problem('malformed', `This is no handshake: ${why}`)),
  )
  const open = new Map<Connection, Promise<void>>()
  let underway = 0
  let isDraining = false

  async function letIn(request: IncomingMessage, wire: Duplex, head: Buffer): Promise<void> {
    const handshake = readHandshake(request)
    if (!handshake) throw new Problem('not_found', 'There is no socket at this path')
    if (isDraining) throw new Problem('unavailable', 'The server is stopping', full)
    if (open.size >= limits.sockets || underway >= limits.handshakes) {
      throw new Problem('unavailable', 'The server is full', full)
    }
    underway += 1
    try {
      const identity = await authorise(request, handshake, world)
      if (rooms.count(identity.restaurantId) >= limits.perRestaurant) {
        throw new Problem('unavailable', 'The restaurant has too many sockets', full)
      }
      await enter(identity, handshake, { request, wire, head })
    } finally {
      underway -= 1
    }
  }

  // The room is held from here on, so that of all who come at once only the first one loads the floor.
  async function enter(
    identity: Identity,
    { endpoint, query }: Handshake,
    { request, wire, head }: { request: IncomingMessage; wire: Duplex; head: Buffer },
  ): Promise<void> {
    const { restaurantId } = identity
    const { room, leave } = rooms.enter(restaurantId)
    let isIn = false
    try {
      await floors.read(restaurantId)
      const since = query.get('cursor') || query.get('since')
      const place: Place | undefined = since ? await locate(since, { world, restaurantId }) : undefined
      if (isDraining) throw new Problem('unavailable', 'The server is stopping', full)
      handshakes.accept(request, wire, head, (socket) => {
        isIn = true
        try {
          follow(socket, { identity, endpoint, room, wire, place, leave })
        } catch (error) {
          log.error({ err: error, restaurantId }, 'a socket could not be opened')
          socket.terminate()
          leave()
        }
      })
    } finally {
      if (!isIn) leave()
    }
  }

  function follow(
    socket: WireSocket,
    options: Pick<ConnectionOptions, 'identity' | 'endpoint' | 'room' | 'wire' | 'place'> & { leave: () => void },
  ): void {
    const { identity, endpoint, leave } = options
    const seen = { restaurantId: identity.restaurantId, userId: identity.userId, endpoint }
    const gone = Promise.withResolvers<void>()
    const unwatch = Promise.withResolvers<() => void>()
    socket.once('close', () => gone.resolve())
    metrics.opened(endpoint)
    log.info(seen, 'a socket is open')
    const connection = openConnection({
      ...options,
      world,
      socket,
      ended(code) {
        leave()
        void unwatch.promise.then((stop) => stop())
        metrics.closed(endpoint, code)
        log.info({ ...seen, code }, 'a socket is closed')
      },
    })
    unwatch.resolve(signIns.watch(connection))
    open.set(
      connection,
      gone.promise.finally(() => open.delete(connection)),
    )
  }

  function onUpgrade(request: IncomingMessage, wire: Duplex, head: Buffer): void {
    wire.on('error', destroyWire)
    letIn(request, wire, head).catch((error: unknown) => {
      const problem = toProblem(error)
      if (problem.code === 'internal') log.error({ err: error }, 'a handshake failed for no known reason')
      metrics.refused(problem.code)
      refuse(wire, request, problem)
    })
  }

  server.on('upgrade', onUpgrade)
  const ticking = setInterval(() => {
    signIns.tick()
    for (const connection of open.keys()) connection.tick()
  }, tickMs)
  const sweeping = setInterval(rooms.sweep, sweepMs)
  ticking.unref()
  sweeping.unref()

  return {
    count: rooms.count,
    async drain() {
      isDraining = true
      const stepMs = Math.max(1, Math.min(reconnectStepMs, Math.floor(reconnectWithinMs / Math.max(1, open.size))))
      const late = Promise.withResolvers<void>()
      const timer = setTimeout(late.resolve, finishWithinMs)
      await Promise.all(
        [...open].map(async ([connection, gone], place) => {
          await Promise.race([connection.drain(reconnectFirstMs + place * stepMs), late.promise])
          connection.close(closeCodes.restart)
          await gone
        }),
      )
      clearTimeout(timer)
      clearInterval(ticking)
      clearInterval(sweeping)
      server.off('upgrade', onUpgrade)
      signIns.close()
      rooms.close()
    },
  }
}

// Lives as long as the socket. One made for each would keep the request that it came with: all that is around it.
function destroyWire(this: Duplex): void {
  this.destroy()
}
