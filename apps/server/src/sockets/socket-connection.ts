import type { Duplex } from 'node:stream'
import { wholeSecond } from '@qtable/domain'
import { closeCodes, uuidv7 } from '@qtable/protocol'
import type { RawData } from 'ws'
import type { Identity } from '../accounts/identity.ts'
import { openGuard, reportUnexpected } from '../guarded.ts'
import type { Snapshot } from '../journal/snapshot.ts'
import type { Endpoint } from './frame.ts'
import { openFrameStream } from './frame-stream.ts'
import { openInbound } from './inbound.ts'
import { openLag } from './lag.ts'
import { type DirectMessage, messageFrame } from './message-frame.ts'
import type { ResumePoint } from './resume-point.ts'
import type { Room } from './rooms.ts'
import type { WatchedSocket } from './session-watch.ts'
import type { SocketParts } from './socket-parts.ts'
import { openTokenBucket } from './token-bucket.ts'
import { openTokenExpiry } from './token-expiry.ts'
import type { WireSocket } from './wire-socket.ts'

/** One open socket. */
export interface SocketConnection extends WatchedSocket {
  /** Ends the socket after an unexpected error: its client connects again and resumes. */
  fail(error: unknown): void
  /** Sends a due ping or token announcement. Closes a client that is silent or too slow, or whose token has ended. */
  tick(): void
  /** Announces that the server is stopping, answers the commands in progress, and closes. */
  drain(reconnectAfterMs: number): Promise<void>
}

export interface SocketConnectionOptions {
  parts: SocketParts
  endpoint: Endpoint
  identity: Identity
  room: Room
  socket: WireSocket
  /** The byte stream below `socket`, for frames that are encoded already. */
  wire: Duplex
  /** Undefined for a client without a cursor. */
  resumePoint: ResumePoint | undefined
  /** Called once, with the close code. */
  onEnd: (code: number) => void
}

const messagesPerSecond = 50
/** The close code of a connection that was lost without a close frame (RFC 6455, 7.1.5). */
const lostCode = 1006
/** That of an error of the server. */
const failedCode = 1011

/** Takes over a socket after its handshake. The confirmation and the first frames are written before this returns. */
// biome-ignore lint/complexity/noExcessiveLinesPerFunction: it wires one socket to its parts, which share its state.
export function openSocketConnection(options: SocketConnectionOptions): SocketConnection {
  const { parts, endpoint, identity, room, socket, wire, resumePoint, onEnd } = options
  const { now, elapsed, config } = parts
  const countSent = parts.metrics.sentOn(endpoint)
  const heartbeatMs = config.wsHeartbeatIntervalSeconds * 1000
  const silentMs = config.wsConnectionTimeoutSeconds * 1000
  const bucket = openTokenBucket(messagesPerSecond, elapsed)
  const token = openTokenExpiry({ identity, now })
  let receivedAt = elapsed()
  let pingAt = receivedAt + heartbeatMs
  let isClosed = false

  function write(bytes: Buffer, version?: number): void {
    if (isClosed || socket.closedWith !== undefined) return
    wire.write(bytes)
    lag.recordSent(bytes.length, version)
    countSent()
  }

  function send(message: DirectMessage): void {
    write(messageFrame(message))
  }

  function end(code: number): void {
    if (isClosed) return
    isClosed = true
    leaveRoom()
    onEnd(code)
  }

  function close(code: number, reason?: string): void {
    if (isClosed) return
    end(code)
    socket.close(code, reason ?? '')
  }

  function fail(error: unknown): void {
    reportUnexpected(error, place)
    endFailed()
  }

  function endFailed(): void {
    end(failedCode)
    socket.close(failedCode, 'an error of the server')
  }

  const place = { where: 'socket', log: parts.log, restaurantId: room.restaurantId }
  const guard = openGuard(place, endFailed)
  const lag = openLag({ buffered: () => wire.writableLength, probe: (offset) => socket.ping(String(offset)), elapsed })
  const stream = openFrameStream({
    ...{ endpoint, room, feed: parts.feed, lag, elapsed, write, close },
    corked(writeFrames) {
      wire.cork()
      try {
        return writeFrames()
      } finally {
        wire.uncork()
      }
    },
    isClosed: () => isClosed,
    onError: fail,
    onReadError: (error) =>
      parts.log.warn({ err: error, restaurantId: room.restaurantId }, 'the log could not be read; retrying'),
  })
  const inbound = openInbound({ parts, stream, lag, token, send, close, isClosed: () => isClosed, guard })

  function recordReceived(): boolean {
    if (isClosed) return false
    receivedAt = elapsed()
    return true
  }

  function isWithinRate(): boolean {
    if (!recordReceived()) return false
    if (bucket.take()) return true
    close(closeCodes.tooManyMessages, 'too many messages')
    return false
  }

  function onMessage(data: RawData, isBinary: boolean): void {
    if (!isWithinRate()) return
    lag.recordMessage()
    inbound.receive(data as Buffer, isBinary)
  }

  function onPong(data: Buffer): void {
    if (lag.recordPong(Number(data.toString()))) {
      recordReceived()
      stream.pump()
    } else isWithinRate()
  }

  socket.on('message', guard(onMessage))
  socket.on('ping', guard(isWithinRate))
  socket.on('pong', guard(onPong))
  // Invalid bytes, for which `ws` has closed the socket already, or a lost connection.
  const onLost = () => end(socket.closedWith ?? lostCode)
  const onClose = (code: number) => end(socket.closedWith ?? code)
  socket.on('error', guard(onLost))
  socket.on('close', guard(onClose))
  wire.on('drain', guard(stream.pump))
  const leaveRoom = room.join({ sendUpTo: stream.sendUpTo, fail })

  function start(): void {
    const snapshot = room.snapshot()
    if (!snapshot) throw new Error('a socket was opened in a room without a floor')
    send(confirmation(snapshot, { parts, identity }))
    stream.start(snapshot)
    if (resumePoint) stream.resume(resumePoint)
    else if (endpoint === 'sync') stream.sendFull()
  }

  guard(start)()

  return {
    get identity() {
      return token.identity
    },
    set identity(next) {
      token.update(next)
    },
    close,
    fail,
    tick() {
      if (isClosed) return
      const at = elapsed()
      if (token.hasEnded()) return close(closeCodes.authEnded, 'the token has ended')
      if (at - receivedAt > silentMs) return close(closeCodes.silent, 'silent')
      if (lag.isTooSlow()) return close(closeCodes.tooSlow, 'too slow')
      const secondsLeft = token.takeAnnouncement()
      if (secondsLeft !== undefined) send({ type: 'token_expiring', in: secondsLeft })
      if (at >= pingAt) {
        pingAt = at + heartbeatMs
        send({ type: 'ping', timestamp: wholeSecond(now()), version: stream.version })
      }
      stream.pump()
    },
    async drain(reconnectAfterMs) {
      send({ type: 'server_draining', reconnect_after_ms: reconnectAfterMs })
      await inbound.drain()
      close(closeCodes.restart, 'restart')
    },
  }
}

/** The first message on every socket (SY6). */
function confirmation(
  { epoch, floor }: Snapshot,
  { parts, identity }: { parts: Pick<SocketParts, 'config' | 'now'>; identity: Identity },
): DirectMessage {
  return {
    type: 'connection_confirmation',
    connection_id: uuidv7(),
    restaurant_id: identity.restaurantId,
    epoch,
    version: floor.version,
    timestamp: wholeSecond(parts.now()),
    heartbeat_interval: parts.config.wsHeartbeatIntervalSeconds,
    token_expires_at: wholeSecond(identity.expiresAt),
  }
}
