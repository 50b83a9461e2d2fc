import { connect } from 'node:net'

/** What a server answered. */
export interface Reply {
  status: number
  /** The length of the body. */
  bytes: number
  /** The body; empty where the lane does not keep it. */
  text: string
}

/** One connection that asks one thing at a time. */
export interface Lane {
  /** Sends the bytes of a request; `httpRequest` writes them. */
  ask(request: string): Promise<Reply>
  close(): void
}

// All lanes of a process read into the same memory: what is in it has been looked at before the next one reads.
const shared = Buffer.allocUnsafe(256 * 1024)
const endOfHead = Buffer.from('\r\n\r\n')

/**
 * Opens a connection. Of HTTP/1.1 it reads what the servers of the bench answer: a status, a length and a body. On two
 * cores every microsecond of the driver is one that the server does not have, and a complete client takes ten times as many.
 */
export async function openLane({ port, keepsText }: { port: number; keepsText: boolean }): Promise<Lane> {
  let waiting: PromiseWithResolvers<Reply> | undefined
  let reply: Reply | undefined
  let missing = 0
  let head: Buffer | undefined
  let failed: Error | undefined

  function read(bytes: Buffer): void {
    if (!waiting) fail(new Error('an answer that nobody asked for'))
    else if (reply) readBody(reply, bytes)
    else readHead(head === undefined ? bytes : Buffer.concat([head, bytes]))
  }

  function readHead(bytes: Buffer): void {
    const end = bytes.indexOf(endOfHead)
    // A copy: the memory is read into again.
    head = end === -1 ? Buffer.from(bytes) : undefined
    if (end === -1) return
    const text = bytes.toString('latin1', 0, end)
    const status = Number(text.slice(9, 12))
    const length = status === 304 || status === 204 ? '0' : /\r\ncontent-length: *(\d+)/i.exec(text)?.[1]
    if (length === undefined) {
      fail(new Error(`an answer without a length: ${text}`))
      return
    }
    missing = Number(length)
    reply = { status, bytes: missing, text: '' }
    readBody(reply, bytes.subarray(end + endOfHead.length))
  }

  function readBody(into: Reply, bytes: Buffer): void {
    missing -= bytes.length
    if (keepsText || into.status >= 400) into.text += bytes.toString('latin1')
    if (missing > 0) return
    const done = waiting
    waiting = undefined
    reply = undefined
    if (missing === 0) done?.resolve(into)
    else done?.reject(new Error('an answer that is longer than it said'))
  }

  function fail(error: Error): void {
    failed ??= error
    socket.destroy()
    waiting?.reject(error)
    waiting = undefined
  }

  const opened = Promise.withResolvers<void>()
  const socket = connect({
    port,
    host: '127.0.0.1',
    noDelay: true,
    onread: {
      buffer: shared,
      callback(length, bytes) {
        read(Buffer.from(bytes.buffer, bytes.byteOffset, length))
        return true
      },
    },
  })
  socket.once('connect', () => opened.resolve())
  socket.on('error', (error) => {
    opened.reject(error)
    fail(error)
  })
  socket.on('close', () => fail(new Error('the server has closed the connection')))
  await opened.promise
  return {
    ask(request) {
      if (waiting) throw new Error('a lane asks one thing at a time')
      if (failed) return Promise.reject(failed)
      waiting = Promise.withResolvers<Reply>()
      socket.write(request, 'latin1')
      return waiting.promise
    },
    close: () => socket.destroy(),
  }
}

/** The bytes of a request as a client writes them; headers in lower case. */
export function httpRequest({
  method,
  path,
  token,
  body,
  headers = {},
}: {
  method: string
  path: string
  token?: string | undefined
  body?: object
  headers?: Readonly<Record<string, string>>
}): string {
  const text = body === undefined ? '' : JSON.stringify(body)
  const lines = Object.entries({
    host: '127.0.0.1',
    ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    ...(body === undefined
      ? {}
      : { 'content-type': 'application/json', 'content-length': String(Buffer.byteLength(text)) }),
    ...headers,
  }).map(([name, value]) => `${name}: ${value}\r\n`)
  return `${method} ${path} HTTP/1.1\r\n${lines.join('')}\r\n${text}`
}
