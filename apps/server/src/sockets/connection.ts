import type { Duplex } from 'node:stream'
import { closeCodes, uuidv7 } from '@qtable/protocol'
import type { RawData } from 'ws'
import type { Identity } from '../accounts/identity.ts'
import { type Endpoint, textFrame } from './encode.ts'
import { openInbound } from './inbound.ts'
import { openLag } from './lag.ts'
import type { Place } from './resume-point.ts'
import type { Room } from './rooms.ts'
import type { SignedIn } from './sign-ins.ts'
import type { SocketWorld } from './socket-parts.ts'
import { openStream } from './stream.ts'
import { openTokenBucket } from './token-bucket.ts'
import type { WireSocket } from './wire-socket.ts'

/** One open socket. */
export interface Connection extends SignedIn {
  readonly endpoint: Endpoint
  readonly restaurantId: number
  /** Looks at the clock: heartbeat, silence, the end of the token, a client that does not read. */
  tick(): void
  /** Says that the server stops, answers what is under way, and closes. */
  drain(reconnectAfterMs: number): Promise<void>
}

export interface ConnectionOptions {
  world: SocketWorld
  endpoint: Endpoint
  identity: Identity
  room: Room
  socket: WireSocket
  /** The stream below `socket`, for frames that are bytes already. */
  wire: Duplex
  /** Where the client wants to go on from; undefined where it is new. */
  place: Place | undefined
  /** It is over, with this close code. */
  ended: (code: number) => void
}

const messagesPerSecond = 50
/** The token's end is announced this long before, and this long after it the socket is over. */
const announceMs = 60_000
const graceMs = 25_000
const silentIntervals = 2.5
/** What a connection that was never closed properly counts as (RFC 6455, 7.1.5). */
const goneCode = 1006

/** Opens the talk on a socket whose handshake is done. Everything up to the first frames is sent before it returns. */
export function openConnection(options: ConnectionOptions): Connection {
  const { world, endpoint, room, socket, wire, place } = options
  const { now, elapsed, config } = world
  const countSent = world.metrics.sentOn(endpoint)
  const heartbeatMs = config.wsHeartbeatIntervalSeconds * 1000
  const silentMs = Math.min(silentIntervals * heartbeatMs, config.wsConnectionTimeoutSeconds * 1000)
  const bucket = openTokenBucket(messagesPerSecond, elapsed)
  let identity = options.identity
  let heardAt = elapsed()
  let pingAt = heardAt + heartbeatMs
  let announceAt = identity.expiresAt - announceMs
  let isClosed = false

  function write(bytes: Buffer, version?: number): void {
    if (isClosed || socket.closedWith !== undefined) return
    wire.write(bytes)
    lag.sent(bytes.length, version)
    countSent()
  }

  function send(message: object): void {
    write(textFrame(message))
  }

  function end(code: number): void {
    if (isClosed) return
    isClosed = true
    leave()
    options.ended(code)
  }

  function close(code: number, reason?: string): void {
    if (isClosed) return
    end(code)
    socket.close(code, reason ?? '')
  }

  const lag = openLag({ buffered: () => wire.writableLength, probe: (mark) => socket.ping(String(mark)), elapsed })
  const stream = openStream({
    endpoint,
    room,
    feed: world.feed,
    lag,
    elapsed,
    write,
    inOneGo(writing) {
      wire.cork()
      try {
        return writing()
      } finally {
        wire.uncork()
      }
    },
    close,
    isClosed: () => isClosed,
    failed: (error) => world.log.warn({ err: error, restaurantId: room.restaurantId }, 'a catch-up is tried again'),
  })
  const inbound = openInbound({
    world,
    stream,
    lag,
    identity: () => identity,
    renewed(next) {
      identity = next
      // One that lives no longer than that is not announced as soon as it is there, again and again.
      announceAt = next.expiresAt - Math.min(announceMs, (next.expiresAt - now()) / 2)
    },
    send,
    close,
    isClosed: () => isClosed,
  })

  function heard(): boolean {
    if (isClosed) return false
    heardAt = elapsed()
    return true
  }

  function take(): boolean {
    if (!heard()) return false
    if (bucket.take()) return true
    close(closeCodes.tooManyMessages, 'too many messages')
    return false
  }

  socket.on('message', (data: RawData, isBinary) => {
    if (!take()) return
    lag.spoke()
    inbound.message(data as Buffer, isBinary)
  })
  socket.on('ping', take)
  socket.on('pong', (data) => {
    if (lag.ponged(Number(data.toString()))) {
      heard()
      stream.pump()
    } else take()
  })
  // Broken bytes, for which the socket has closed itself by now, or a connection that is gone.
  socket.on('error', () => end(socket.closedWith ?? goneCode))
  socket.on('close', (code) => end(socket.closedWith ?? code))
  wire.on('drain', stream.pump)
  const leave = room.join(stream)

  const snapshot = room.snapshot()
  if (!snapshot) throw new Error('a socket in a room without a floor')
  send({
    type: 'connection_confirmation',
    connection_id: uuidv7(),
    restaurant_id: room.restaurantId,
    epoch: snapshot.epoch,
    version: snapshot.floor.version,
    timestamp: new Date(now()).toISOString(),
    heartbeat_interval: config.wsHeartbeatIntervalSeconds,
    token_expires_at: new Date(identity.expiresAt).toISOString(),
  })
  stream.begin(snapshot)
  if (place) stream.resume(place)
  else if (endpoint === 'sync') stream.sendFull()

  return {
    endpoint,
    restaurantId: room.restaurantId,
    get identity() {
      return identity
    },
    set identity(next) {
      // The token still says what they were: with another one the client learns what they are.
      if (next.role !== identity.role) announceAt = now()
      identity = next
    },
    close,
    tick() {
      if (isClosed) return
      const [wall, at] = [now(), elapsed()]
      const leftMs = identity.expiresAt - wall
      if (leftMs <= -graceMs) return close(closeCodes.authEnded, 'the token has ended')
      if (at - heardAt > silentMs) return close(closeCodes.silent, 'silent')
      if (lag.isTooSlow()) return close(closeCodes.tooSlow, 'too slow')
      if (wall >= announceAt) {
        announceAt = Number.POSITIVE_INFINITY
        send({ type: 'token_expiring', in: Math.max(0, Math.ceil(leftMs / 1000)) })
      }
      if (at >= pingAt) {
        pingAt = at + heartbeatMs
        send({ type: 'ping', timestamp: new Date(wall).toISOString(), version: stream.version })
      }
      stream.pump()
    },
    async drain(reconnectAfterMs) {
      send({ type: 'server_draining', reconnect_after_ms: reconnectAfterMs })
      await inbound.finish()
      close(closeCodes.restart, 'restart')
    },
  }
}
