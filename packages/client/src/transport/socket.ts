import { Problem } from '@qtable/domain'
import type { SocketLike, World } from '../world.ts'
import type { ConnectionEvent, From, Transport } from './connection.ts'
import type { Http } from './http.ts'
import { readMessage } from './message.ts'
import { sendOverHttp } from './send-over-http.ts'

export interface SocketOptions {
  /** Of the server, without a slash at its end. */
  url: string
  world: World
  /** Requests as whoever is signed in; it renews the token by itself. */
  call: Http
  /** An access token that is good for a while. */
  token: () => Promise<string>
}

// Of ours to ourselves: the server sent what cannot be read.
const brokenCode = 4000
// What a socket has that was never opened.
const abnormalCode = 1006

/**
 * Sockets of `/ws/restaurant/sync`. Where handshakes carry headers the access token goes with it, else a ticket that
 * was asked for first (SY1, SY2).
 */
export function socketTransport(options: SocketOptions): Transport {
  return {
    open(from, on) {
      let end: (() => void) | undefined
      let send: (text: string) => void = () => {}
      let isOver = false
      const tell = (event: ConnectionEvent) => {
        if (isOver) return
        isOver = event.type === 'closed'
        on(event)
      }
      const fail = (error: unknown) => tell({ type: 'closed', code: abnormalCode, problem: problemOf(error) })
      void handshake(options, from)
        .then((open) => {
          if (isOver) return
          const socket = made(options.world, open)
          // No WebSocket here at all, or not to there: as if it did not get through.
          if (!socket) {
            tell({ type: 'closed', code: abnormalCode })
            return
          }
          let isOpen = false
          end = () => socket.close(1000)
          send = (text) => socket.send(text)
          socket.onopen = () => {
            isOpen = true
          }
          socket.onerror = () => {}
          socket.onmessage = ({ data }: { data: unknown }) => {
            const message = readMessage(data)
            if (message === 'unknown') return
            if (message !== 'broken') return tell({ type: 'message', message })
            tell({ type: 'closed', code: brokenCode })
            socket.close(1000)
          }
          socket.onclose = ({ code }: { code: number }) => {
            if (isOpen) return tell({ type: 'closed', code })
            void reasonOver(options.call).then((problem) => tell({ type: 'closed', code, ...(problem && { problem }) }))
          }
        })
        .catch(fail)
      return {
        send(message) {
          if (isOver) return
          if (message.type !== 'batch' && message.type !== 'upload') return send(JSON.stringify(message))
          void sendOverHttp(options.call, message).then((events) => events.forEach(tell))
        },
        close() {
          isOver = true
          end?.()
        },
      }
    },
  }
}

function made(
  world: World,
  { url, headers }: { url: string; headers: Record<string, string> },
): SocketLike | undefined {
  try {
    return world.openSocket(url, headers)
  } catch {
    return undefined
  }
}

async function handshake({ url, world, call, token }: SocketOptions, { restaurantId, place }: From) {
  const query = new URLSearchParams({ restaurant_id: String(restaurantId) })
  if (place) query.set('cursor', place.cursor)
  const headers: Record<string, string> = {}
  if (world.socketSendsHeaders) headers.authorization = `Bearer ${await token()}`
  else {
    const answer = (await call({ method: 'POST', path: '/auth/ticket' })) as { ticket?: unknown } | undefined
    if (typeof answer?.ticket !== 'string') throw new Problem('unavailable', 'What answered is no QTable server')
    query.set('ticket', answer.ticket)
  }
  return { url: `${url.replace(/^http/, 'ws')}/ws/restaurant/sync?${query}`, headers }
}

// A handshake that fails says nothing about why. Over HTTP it is told: signed out, no network, a server that is full;
// or all is well there, and then it is sockets that do not get through.
async function reasonOver(call: Http): Promise<Problem | undefined> {
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
