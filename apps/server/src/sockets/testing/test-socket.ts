import { once } from 'node:events'
import type { IncomingMessage } from 'node:http'
import type { Session } from '@qtable/protocol'
import { onTestFinished } from 'vitest'
import { WebSocket } from 'ws'

/** A message of the server, as a test reads it. */
export type ReceivedMessage = Record<string, unknown> & { type: string }

/** An open socket that records what it receives. */
export interface TestSocket {
  socket: WebSocket
  received: ReceivedMessage[]
  /** The text of each received message. */
  texts: string[]
  send(message: object): void
  /** The first matching message after the one that the last call returned. Waits for it; throws if the socket closes. */
  next(matches: string | ((message: ReceivedMessage) => boolean)): Promise<ReceivedMessage>
  /** Resolves to the close code. */
  closed: Promise<number>
  /** Closes the socket and waits until it is closed. */
  end(): Promise<void>
}

/** Opens a socket with the session's access token, or with none; rejects with the answer if the handshake is refused. */
export async function connect(
  node: { port: number },
  session: Session | undefined,
  { path = '/ws/restaurant/sync', headers = {} as Record<string, string> } = {},
): Promise<TestSocket> {
  const bearer = session ? { authorization: `Bearer ${session.access_token}` } : {}
  const socket = new WebSocket(`ws://127.0.0.1:${node.port}${path}`, { headers: { ...bearer, ...headers } })
  const received: ReceivedMessage[] = []
  const texts: string[] = []
  const waiting: (() => void)[] = []
  let read = 0
  const closed = new Promise<number>((resolve) => socket.on('close', resolve))
  const wake = () => {
    for (const resolve of waiting.splice(0)) resolve()
  }
  socket.on('message', (data) => {
    texts.push(String(data))
    received.push(JSON.parse(String(data)) as ReceivedMessage)
    wake()
  })
  void closed.then(wake)
  const refused = once(socket, 'unexpected-response')
  socket.on('error', () => undefined)
  const opened = once(socket, 'open').then(() => undefined)
  const answer = await Promise.race([opened, refused])
  if (answer) throw await refusalOf(answer[1])
  onTestFinished(() => socket.terminate())
  return {
    socket,
    received,
    texts,
    closed,
    send: (message) => socket.send(JSON.stringify(message)),
    async next(matches) {
      const isMatch = typeof matches === 'string' ? ({ type }: ReceivedMessage) => type === matches : matches
      for (;;) {
        while (read < received.length) {
          const message = received[read++]
          if (message && isMatch(message)) return message
        }
        if (socket.readyState === WebSocket.CLOSED) {
          throw new Error(`the socket is closed; it received ${texts.join('\n')}`)
        }
        await new Promise<void>((resolve) => waiting.push(resolve))
      }
    },
    async end() {
      socket.close()
      await closed
    },
  }
}

/** The HTTP answer to a handshake that was refused. */
interface Refusal {
  status: number
  headers: Record<string, string | string[] | undefined>
  body: Record<string, unknown>
}

async function refusalOf(response: IncomingMessage): Promise<Refusal> {
  let text = ''
  for await (const chunk of response) text += chunk
  return { status: response.statusCode ?? 0, headers: response.headers, body: JSON.parse(text) as Refusal['body'] }
}
