import { wholeSecond } from '@qtable/domain'
import { type ClientMessage, closeCodes } from '@qtable/protocol'
import { type Guard, reportUnexpected } from '../guarded.ts'
import { toProblem } from '../wire/problems.ts'
import { parseClientMessage } from './client-message.ts'
import type { FrameStream } from './frame-stream.ts'
import type { Lag } from './lag.ts'
import type { DirectMessage } from './message-frame.ts'
import { findResumePoint } from './resume-point.ts'
import { runCommand } from './run-command.ts'
import type { SocketParts } from './socket-parts.ts'
import type { TokenExpiry } from './token-expiry.ts'
import { openTokenRenewal } from './token-renewal.ts'

/** Handles the messages of one client. */
export interface Inbound {
  receive(bytes: Buffer, isBinary: boolean): void
  /** Refuses commands with `unavailable` from now on; resolves when those in progress are answered. */
  drain(): Promise<void>
}

export interface InboundOptions {
  parts: SocketParts
  stream: FrameStream
  lag: Lag
  token: TokenExpiry
  send: (message: DirectMessage) => void
  close: (code: number, reason?: string) => void
  isClosed: () => boolean
  /** Wraps callbacks of this socket: an exception ends it. */
  guard: Guard
}

function rethrow(error: unknown): never {
  throw error
}

// A client needs one resume at a time, and each may cost a read of the log.
const maxPendingResumes = 8

export function openInbound(options: InboundOptions): Inbound {
  const { parts, stream, lag, token, send, close, isClosed, guard } = options
  const pendingCommands = new Set<Promise<void>>()
  let isDraining = false
  let lastResume = Promise.resolve()
  let pendingResumes = 0
  const renewal = openTokenRenewal({ token, accounts: parts.accounts, sendError, guard })

  function sendError(code: string, message: string): void {
    send({ type: 'error', code, message })
  }

  function run(command: { id: string; type?: unknown; payload?: unknown }): void {
    if (isDraining) {
      const error = { code: 'unavailable' as const, detail: 'The server is stopping' }
      send({ type: 'command_result', id: command.id, status: 'rejected', error })
      return
    }
    const sendResult = guard(send)
    const answered = runCommand(command, { identity: token.identity, parts }).then((result) => {
      pendingCommands.delete(answered)
      sendResult(result)
    })
    pendingCommands.add(answered)
  }

  // One after another: the stream must continue from the last resume point that the client sent.
  function resume(cursor: string): void {
    if (pendingResumes >= maxPendingResumes) {
      close(closeCodes.tooManyMessages, 'too many resumes at once')
      return
    }
    pendingResumes += 1
    lastResume = lastResume.then(() => resumeAt(cursor)).catch(guard(rethrow))
  }

  async function resumeAt(cursor: string): Promise<void> {
    try {
      const point = await findResumePoint(cursor, { parts, identity: token.identity })
      if (!isClosed()) stream.resume(point)
    } catch (error) {
      const { code, detail } = toProblem(error)
      // The cursor looks like an instant and is not one.
      if (code === 'malformed') stream.resume({ reason: 'cursor_invalid' })
      else sendError(code, detail)
      if (code === 'internal') reportUnexpected(error, { where: 'socket', log: parts.log })
    } finally {
      pendingResumes -= 1
    }
  }

  function handle(message: ClientMessage): void {
    switch (message.type) {
      case 'ping': {
        const { id } = message
        renewal.after(() => {
          send({ type: 'pong', ...(id === undefined ? {} : { id }), timestamp: wholeSecond(parts.now()) })
        })
        return
      }
      case 'pong':
        return
      case 'ack':
        lag.recordAck(message.version)
        stream.pump()
        return
      case 'auth_refresh':
        renewal.begin(message.token)
        return
      case 'resume':
        resume(message.cursor)
        return
      case 'full_sync_request':
        stream.sendFull()
        return
      case 'command':
        renewal.after(() => run(message.command))
        return
    }
  }

  return {
    receive(bytes, isBinary) {
      const message = isBinary ? undefined : parseClientMessage(bytes)
      if (message === undefined) close(closeCodes.badMessage, isBinary ? 'send text' : 'not a message')
      else if ('unknown' in message) sendError('malformed', `There is no message of the type ${message.unknown}`)
      else handle(message)
    },
    async drain() {
      isDraining = true
      await Promise.all(pendingCommands)
    },
  }
}
