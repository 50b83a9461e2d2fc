import { Agent, request as httpRequest, type IncomingMessage } from 'node:http'
import { connect } from 'node:net'
import { brotliDecompressSync, gunzipSync, inflateSync } from 'node:zlib'
import type { Random } from '../random.ts'
import type { FuzzRequest } from './fuzz-request.ts'

/** An answer, decoded. */
export interface FuzzAnswer {
  status: number
  headers: Readonly<Record<string, string | string[] | undefined>>
  text: string
}

const timeoutMs = 20_000

/** Sends requests to one server over kept connections. */
export interface RequestSender {
  /** `cut` where the server closed the connection while it was still being sent. */
  send(request: Pick<FuzzRequest, 'method' | 'target' | 'headers' | 'body'>): Promise<FuzzAnswer | 'cut'>
  close(): void
}

export function openRequestSender(port: number): RequestSender {
  const agent = new Agent({ keepAlive: true, maxSockets: 16 })

  function once(request: Parameters<RequestSender['send']>[0]): Promise<FuzzAnswer | 'cut' | 'stale'> {
    const { method, target, headers, body } = request
    return new Promise((resolve, reject) => {
      const isWrite = method !== 'GET' && method !== 'HEAD'
      const length: [string, string][] = body || isWrite ? [['content-length', String(body?.length ?? 0)]] : []
      const own = headers.some(([name]) => name === 'host') ? [] : ['host', `127.0.0.1:${port}`]
      const flat = [...own, ...[...headers, ...length].flat()]
      const sent = httpRequest({ agent, host: '127.0.0.1', port, method, path: target, headers: flat })
      sent.setTimeout(timeoutMs, () => sent.destroy(new Error(`no answer in ${timeoutMs} ms`)))
      let answered: IncomingMessage | undefined
      sent.on('response', (response) => {
        answered = response
        const chunks: Buffer[] = []
        response.on('data', (chunk: Buffer) => chunks.push(chunk))
        response.on('error', reject)
        response.on('end', () => {
          const { statusCode: status = 0, headers: received } = response
          resolve({ status, headers: received, text: decoded(Buffer.concat(chunks), received['content-encoding']) })
        })
      })
      // Only for a request that asks for it and that the server upgrades.
      sent.on('upgrade', (response, socket) => {
        socket.destroy()
        resolve({ status: response.statusCode ?? 0, headers: response.headers, text: '' })
      })
      sent.on('error', (error: NodeJS.ErrnoException) => {
        // What cannot be read as HTTP is answered with a body, also where it would have been a HEAD.
        if (error.code === 'HPE_CLOSED_CONNECTION' && method === 'HEAD' && answered)
          return resolve({ status: answered.statusCode ?? 0, headers: answered.headers, text: '' })
        const isReset = error.code === 'ECONNRESET' || error.code === 'EPIPE'
        if (isReset) resolve(sent.reusedSocket ? 'stale' : 'cut')
        else reject(error)
      })
      sent.end(body)
    })
  }

  return {
    async send(request) {
      for (;;) {
        const answer = await once(request)
        // The server may close a kept connection at any moment; the next attempt has a new one.
        if (answer !== 'stale') return answer
      }
    },
    close: () => agent.destroy(),
  }
}

function decoded(bytes: Buffer, encoding: string | undefined): string {
  if (bytes.length === 0) return ''
  if (encoding === 'gzip') return gunzipSync(bytes).toString()
  if (encoding === 'br') return brotliDecompressSync(bytes).toString()
  if (encoding === 'deflate') return inflateSync(bytes).toString()
  return bytes.toString()
}

/** Bytes that no HTTP client would send, with what becomes of the connection after them. */
export function rawBytes(token: string, random: Random): Buffer {
  const line = 'GET /api/v1/guests HTTP/1.1\r\n'
  const host = 'Host: x\r\n'
  const auth = `Authorization: Bearer ${token}\r\n`
  const post = `POST /api/v1/guests HTTP/1.1\r\n${host}${auth}Content-Type: application/json\r\n`
  const body = '{"partySize":2}'
  const texts = [
    ...[
      '\r\n\r\n',
      'GET',
      'GET / HTTP/9.9\r\n\r\n',
      `${line}\r\n`,
      `${line}${host}${auth}`,
      `${line}${host}${host}\r\n`,
    ],
    ...[
      `${line}${host}X: \u0000\r\n\r\n`,
      `${line}${host}${'X: y\r\n'.repeat(3000)}\r\n`,
      `${line}${host} folded: x\r\n\r\n`,
    ],
    ...[`${post}Content-Length: 5\r\nContent-Length: 6\r\n\r\n${body}`, `${post}Content-Length: -1\r\n\r\n${body}`],
    ...[`${post}Content-Length: 15\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n${line}${host}\r\n`],
    ...[
      `${post}Transfer-Encoding: chunked\r\n\r\nffffffff\r\n${body}`,
      `${post}Transfer-Encoding: gzip\r\n\r\n${body}`,
    ],
    ...[
      `${post}Transfer-Encoding: chunked\r\n\r\nf;a=b\r\n${body}\r\n0\r\nX: y\r\n\r\n`,
      `${post}Content-Length: 900\r\n\r\n{`,
    ],
    ...[`${post}Expect: 100-continue\r\nContent-Length: 15\r\n\r\n${body}`, `${post}Expect: x\r\n\r\n`],
    ...[
      `${line}${host}${auth}\r\n`.repeat(20),
      `CONNECT evil.example:443 HTTP/1.1\r\n${host}\r\n`,
      'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n',
    ],
    ...[
      `GET http://evil.example/health HTTP/1.1\r\n${host}\r\n`,
      `GET ${'/a'.repeat(9000)} HTTP/1.1\r\n${host}\r\n\r\n`,
    ],
    ...[
      `GET /realtime HTTP/1.1\r\n${host}${auth}Upgrade: websocket\r\nConnection: Upgrade\r\n\r\n`,
      '\u0016\u0003\u0001\u0002',
    ],
  ]
  const bytes = Buffer.from(random.one(texts), 'latin1')
  return random.chance(0.3) ? bytes.subarray(0, random.int(bytes.length + 1)) : bytes
}

/** Sends raw bytes on a connection of their own; resolves to what came back until it was closed or nothing came. */
export function exchangeRaw(port: number, bytes: Buffer, random: Random): Promise<string> {
  const end = random.one(['leave', 'half-close', 'destroy'] as const)
  return new Promise((resolve) => {
    const chunks: Buffer[] = []
    const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true }, () => {
      socket.write(bytes)
      if (end === 'half-close') socket.end()
      if (end === 'destroy') setTimeout(() => socket.destroy(), 5)
    })
    const quiet = setTimeout(() => socket.destroy(), 150)
    socket.on('data', (chunk: Buffer) => chunks.push(chunk))
    socket.on('error', () => undefined)
    socket.on('end', () => socket.end())
    socket.on('close', () => {
      clearTimeout(quiet)
      resolve(Buffer.concat(chunks).toString('latin1'))
    })
  })
}
