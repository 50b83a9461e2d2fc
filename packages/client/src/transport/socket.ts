import { Problem } from '@qtable/domain'
import type { Platform, SocketLike } from '../platform.ts'
import type { ConnectionEvent, Transport, TransportOptions } from './connection.ts'
import { type Http, notAQTableServer } from './http.ts'
import { sendOverHttp } from './send-over-http.ts'
import { readServerMessage } from './server-message.ts'

export interface SocketOptions {
  /** Of the server, without a slash at its end. */
  url: string
  platform: Platform
  /** Requests in the name of the signed-in person. */
  call: Http
  /** An access token that is valid for some seconds at least. */
  token: () => Promise<string>
}

// Reported for a message that cannot be read. No server sends this code.
const brokenCode = 4000
// RFC 6455, 7.1.5: the connection was closed without a close frame, or never opened.
const abnormalCode = 1006

/**
 * Sockets at `/ws/restaurant/sync`. Where handshakes carry headers the access token goes with them, otherwise a ticket
 * that is requested first (SY1, SY2).
 */
export function socketTransport(options: SocketOptions): Transport {
  return {
    open(connection, on) {
      let socket: SocketLike | undefined
      let isOver = false
      const emit = (event: ConnectionEvent) => {
        if (isOver) return
        isOver = event.type === 'closed'
        on(event)
      }
      void handshake(options, connection)
        .then(({ url, headers }) => {
          if (isOver) return
          socket = openedSocket(options.platform, url, headers)
          // The platform has no WebSocket, or refuses this address: treated as a socket that does not get through.
          if (!socket) emit({ type: 'closed', code: abnormalCode })
          else listenTo(socket, options.call, emit)
        })
        .catch((error: unknown) => emit({ type: 'closed', code: abnormalCode, problem: problemOf(error) }))
      return {
        send(message) {
          if (isOver) return
          if (message.type !== 'batch' && message.type !== 'upload') socket?.send(JSON.stringify(message))
          else void sendOverHttp(options.call, message).then((events) => events.forEach(emit))
        },
        close() {
          isOver = true
          socket?.close(1000)
        },
      }
    },
  }
}

async function handshake(
  { url, platform, call, token }: SocketOptions,
  { restaurantId, resumeFrom }: TransportOptions,
) {
  const query = new URLSearchParams({ restaurant_id: String(restaurantId) })
  if (resumeFrom) query.set('cursor', resumeFrom.cursor)
  const headers: Record<string, string> = {}
  if (platform.socketSendsHeaders) headers.authorization = `Bearer ${await token()}`
  else {
    const answer = (await call({ method: 'POST', path: '/auth/ticket' })) as { ticket?: unknown } | undefined
    if (typeof answer?.ticket !== 'string') throw notAQTableServer()
    query.set('ticket', answer.ticket)
  }
  return { url: `${url.replace(/^http/, 'ws')}/ws/restaurant/sync?${query}`, headers }
}

function openedSocket(platform: Platform, url: string, headers: Record<string, string>): SocketLike | undefined {
  try {
    return platform.openSocket(url, headers)
  } catch {
    return undefined
  }
}

function listenTo(socket: SocketLike, call: Http, emit: (event: ConnectionEvent) => void): void {
  let isOpen = false
  socket.onopen = () => {
    isOpen = true
  }
  socket.onerror = () => {}
  socket.onmessage = ({ data }: { data: unknown }) => {
    const message = readServerMessage(data)
    if (message === 'unknown') return
    if (message !== 'broken') return emit({ type: 'message', message })
    emit({ type: 'closed', code: brokenCode })
    socket.close(1000)
  }
  socket.onclose = ({ code }: { code: number }) => {
    if (isOpen) return emit({ type: 'closed', code })
    void handshakeProblem(call).then((problem) => emit({ type: 'closed', code, ...(problem && { problem }) }))
  }
}

// A failed handshake gives no reason. A request over HTTP does: signed out, no network, a server that is full. Where it
// succeeds, only sockets do not get through.
async function handshakeProblem(call: Http): Promise<Problem | undefined> {
  try {
    await call({ method: 'GET', path: '/sync/health' })
    return undefined
  } catch (error) {
    return problemOf(error)
  }
}

function problemOf(error: unknown): Problem {
  return error instanceof Problem ? error : new Problem('unavailable', 'The socket cannot be opened', { cause: error })
}
