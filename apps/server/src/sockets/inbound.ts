import { Problem } from '@qtable/domain'
import { ClientMessage, clientMessageTypes, closeCodes } from '@qtable/protocol'
import type { Identity } from '../accounts/identity.ts'
import { readJson } from '../wire/json.ts'
import { toProblem } from '../wire/problems.ts'
import type { Lag } from './lag.ts'
import { locate } from './resume-point.ts'
import { runCommand } from './run-command.ts'
import type { SocketWorld } from './socket-parts.ts'
import type { Stream } from './stream.ts'

/** The side of a socket that a client speaks to. */
export interface Inbound {
  /** Takes one message of the client. */
  message(bytes: Buffer, isBinary: boolean): void
  /** Answers commands with `unavailable` from now on; resolves when those under way have their answers. */
  finish(): Promise<void>
}

export interface InboundOptions {
  world: SocketWorld
  stream: Stream
  lag: Lag
  identity: () => Identity
  renewed: (identity: Identity) => void
  send: (message: object) => void
  close: (code: number, reason?: string) => void
  isClosed: () => boolean
}

// More questions for a place than this at once are no client that has lost the thread.
const resumesAtOnce = 8

export function openInbound(options: InboundOptions): Inbound {
  const { world, stream, lag, identity, renewed, send, close, isClosed } = options
  const under = new Set<Promise<void>>()
  let isFinishing = false
  let resuming = Promise.resolve()
  let resumes = 0

  function tell(code: string, message: string): void {
    send({ type: 'error', code, message })
  }

  function run(command: { id: string; type?: unknown; payload?: unknown }): void {
    if (isFinishing) {
      const error = { code: 'unavailable', detail: 'The server is stopping' }
      send({ type: 'command_result', id: command.id, status: 'rejected', error })
      return
    }
    const answered = runCommand(command, { identity: identity(), world }).then((result) => {
      under.delete(answered)
      send(result)
    })
    under.add(answered)
  }

  // One after the other: the last answer is the place where the stream goes on.
  function resume(cursor: string): void {
    if (resumes >= resumesAtOnce) {
      close(closeCodes.tooManyMessages, 'too many resumes at once')
      return
    }
    resumes += 1
    resuming = resuming.then(async () => {
      try {
        const place = await locate(cursor, { world, restaurantId: identity().restaurantId })
        if (!isClosed()) stream.resume(place)
      } catch (error) {
        const { code, detail } = toProblem(error)
        // An instant that is none.
        if (code === 'malformed') stream.resume({ reason: 'cursor_invalid' })
        else tell(code, detail)
        if (code === 'internal') world.log.error({ err: error }, 'a resume failed for no known reason')
      } finally {
        resumes -= 1
      }
    })
  }

  async function refreshAuth(token: string): Promise<void> {
    try {
      const next = await world.accounts.authenticate(token)
      const { userId, restaurantId } = identity()
      if (next.userId !== userId || next.restaurantId !== restaurantId) {
        throw new Problem('forbidden', 'That token is of somebody else, or of another restaurant')
      }
      renewed(next)
    } catch (error) {
      const { code, detail } = toProblem(error)
      tell(code, detail)
    }
  }

  function handle(message: ClientMessage): void {
    switch (message.type) {
      case 'ping': {
        const { id } = message
        send({ type: 'pong', ...(id === undefined ? {} : { id }), timestamp: new Date(world.now()).toISOString() })
        return
      }
      case 'pong':
        return
      case 'ack':
        lag.acked(message.version)
        stream.pump()
        return
      case 'auth_refresh':
        void refreshAuth(message.token)
        return
      case 'resume':
        resume(message.cursor)
        return
      case 'full_sync_request':
        stream.sendFull()
        return
      case 'command':
        run(message.command)
        return
    }
  }

  return {
    message(bytes, isBinary) {
      const message = isBinary ? undefined : (readAck(bytes) ?? readMessage(bytes))
      if (message === undefined) close(closeCodes.badMessage, isBinary ? 'send text' : 'not a message')
      else if ('unknown' in message) tell('malformed', `There is no message of the type ${message.unknown}`)
      else handle(message)
    },
    async finish() {
      isFinishing = true
      await Promise.all(under)
    },
  }
}

// Every device sends one for every frame. Written as most libraries write it, it needs no parser and no schema.
const usualAck = /^\{"type":"ack","version":(0|[1-9]\d{0,14})\}$/
const usualAckBytes = 40

function readAck(bytes: Buffer): ClientMessage | undefined {
  const [, version] = bytes.length > usualAckBytes ? [] : (usualAck.exec(bytes.toString('latin1')) ?? [])
  return version === undefined ? undefined : { type: 'ack', version: Number(version) }
}

/** A message as a client meant it; undefined where it is none (SY60). */
function readMessage(bytes: Buffer): ClientMessage | { unknown: string } | undefined {
  let value: unknown
  try {
    value = readJson(bytes)
  } catch (error) {
    if (error instanceof Problem) return undefined
    throw error
  }
  const { type } = (value ?? {}) as { type?: unknown }
  if (typeof type !== 'string' || Array.isArray(value)) return undefined
  if (!clientMessageTypes.has(type)) return { unknown: type.slice(0, 60).toWellFormed() }
  return ClientMessage.safeParse(value).data
}
