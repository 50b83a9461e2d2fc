import { once } from 'node:events'
import type { IncomingMessage } from 'node:http'
import type { Session } from '@qtable/protocol'
import { onTestFinished } from 'vitest'
import { WebSocket } from 'ws'

/** A message of a server, as a test reads it. */
export type Message = Record<string, unknown> & { type: string }

/** An open socket that keeps what it hears. */
export interface TestSocket {
  socket: WebSocket
  heard: Message[]
  /** The bytes of each message. */
  texts: string[]
  send(message: object): void
  /** The first message from now on, or heard before and not waited for, that fits. */
  next(fits: string | ((message: Message) => boolean)): Promise<Message>
  /** The code that it is closed with. */
  closed: Promise<number>
  /** Closes it and waits until it is. */
  end(): Promise<void>
}

/** Opens a socket with a header or a ticket; rejects with the answer of a handshake that is refused. */
export async function connect(
  node: { port: number },
  session: Session | undefined,
  { path = '/ws/restaurant/sync', headers = {} as Record<string, string> } = {},
): Promise<TestSocket> {
  const bearer = session ? { authorization: `Bearer ${session.access_token}` } : {}
  const socket = new WebSocket(`ws://127.0.0.1:${node.port}${path}`, { headers: { ...bearer, ...headers } })
  const heard: Message[] = []
  const texts: string[] = []
  let waiting: (() => void)[] = []
  let read = 0
  const closed = new Promise<number>((resolve) => socket.on('close', resolve))
  const wake = () => {
    const all = waiting
    waiting = []
    for (const go of all) go()
  }
  socket.on('message', (data) => {
    texts.push(String(data))
    heard.push(JSON.parse(String(data)) as Message)
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
    heard,
    texts,
    closed,
    send: (message) => socket.send(JSON.stringify(message)),
    async next(fits) {
      const isIt = typeof fits === 'string' ? ({ type }: Message) => type === fits : fits
      for (;;) {
        while (read < heard.length) {
          const message = heard[read++]
          if (message && isIt(message)) return message
        }
        if (socket.readyState === WebSocket.CLOSED) throw new Error(`the socket is closed; heard ${texts.join('\n')}`)
        await new Promise<void>((resolve) => waiting.push(resolve))
      }
    },
    async end() {
      socket.close()
      await closed
    },
  }
}

/** The answer to a handshake that was refused. */
export interface Refused {
  status: number
  headers: Record<string, string | string[] | undefined>
  body: Record<string, unknown>
}

async function refusalOf(response: IncomingMessage): Promise<Refused> {
  let text = ''
  for await (const chunk of response) text += chunk
  return { status: response.statusCode ?? 0, headers: response.headers, body: JSON.parse(text) as Refused['body'] }
}
