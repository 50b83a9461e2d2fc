import { connect } from 'node:net'

/** An answer of a server. */
export interface Reply {
  status: number
  /** The length of the body. */
  bytes: number
  /** The body; empty unless the connection keeps it or the answer is an error. */
  text: string
}

/** One connection with one request in flight at a time. */
export interface HttpConnection {
  /** Sends a request that `httpRequest` wrote. Rejects where the connection is lost or the answer is malformed. */
  send(request: string): Promise<Reply>
  close(): void
}

// All connections of a process share one read buffer: each chunk is parsed before the next is read.
const shared = Buffer.allocUnsafe(256 * 1024)
const endOfHead = Buffer.from('\r\n\r\n')

/**
 * Opens a connection with a minimal HTTP/1.1 parser: status, `content-length` and body. The driver shares two cores with the
 * server, and a complete client takes ten times as much of them.
 */
export async function openHttpConnection({
  port,
  keepsText,
}: {
  port: number
  keepsText: boolean
}): Promise<HttpConnection> {
  let waiting: PromiseWithResolvers<Reply> | undefined
  let reply: Reply | undefined
  let missing = 0
  let head: Buffer | undefined
  let failed: Error | undefined

  function read(bytes: Buffer): void {
    if (!waiting) fail(new Error('an answer without a request'))
    else if (reply) readBody(reply, bytes)
    else readHead(head === undefined ? bytes : Buffer.concat([head, bytes]))
  }

  function readHead(bytes: Buffer): void {
    const end = bytes.indexOf(endOfHead)
    // A copy, because the read buffer is reused.
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
    else done?.reject(new Error('an answer is longer than its content-length'))
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
    send(request) {
      if (waiting) throw new Error('a request is in flight')
      if (failed) return Promise.reject(failed)
      waiting = Promise.withResolvers<Reply>()
      socket.write(request, 'latin1')
      return waiting.promise
    },
    close: () => socket.destroy(),
  }
}

/** The text of a request. Header names are in lower case. */
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
