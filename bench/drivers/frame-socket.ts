import { randomBytes } from 'node:crypto'
import { connect } from 'node:net'

/** An open socket that reads only the versions of each frame. */
export interface FrameSocket {
  close(): void
}

export interface FrameSocketOptions {
  port: number
  path: string
  token: string
  /** The connection is confirmed at this version. */
  opened: (version: number) => void
  /** A frame with the changes from one version to another. */
  received: (from: number, to: number) => void
  /** The socket ended without `close`. */
  lost: (why: string) => void
}

const opcodes = { text: 1, close: 8, ping: 9, pong: 10 } as const
const shared = Buffer.allocUnsafe(256 * 1024)
const endOfHead = Buffer.from('\r\n\r\n')
const versionKey = Buffer.from('"prev_version":')
const appPing = Buffer.from('{"type":"ping"')
const appPong = Buffer.from('{"type":"pong"}')

/**
 * Opens a WebSocket; resolves when the server confirms it. Two thousand of them share a core: a complete client would take
 * longer to read a frame than the server to send it.
 */
// biome-ignore lint/complexity/noExcessiveLinesPerFunction: a protocol in one piece, read from top to bottom
export async function openFrameSocket(options: FrameSocketOptions): Promise<FrameSocket> {
  const { port, path, token, received, lost } = options
  const confirmed = Promise.withResolvers<void>()
  let isUpgraded = false
  let isClosed = false
  let rest: Buffer | undefined

  function read(chunk: Buffer): void {
    const bytes = rest ? Buffer.concat([rest, chunk]) : chunk
    const used = isUpgraded ? readFrames(bytes, 0) : readAnswer(bytes)
    // A copy, because the read buffer is reused.
    rest = used < bytes.length ? Buffer.from(bytes.subarray(used)) : undefined
  }

  function readAnswer(bytes: Buffer): number {
    const end = bytes.indexOf(endOfHead)
    if (end === -1) return 0
    const head = bytes.toString('latin1', 0, end)
    if (!head.startsWith('HTTP/1.1 101 ')) {
      fail(`the handshake was answered ${bytes.toString('latin1')}`)
      return bytes.length
    }
    isUpgraded = true
    return readFrames(bytes, end + endOfHead.length)
  }

  /** Reads whole frames from `at` on; returns the offset of the first incomplete one. */
  function readFrames(bytes: Buffer, at: number): number {
    let start = at
    while (bytes.length - start >= 2) {
      const short = bytes.readUInt8(start + 1)
      const head = short < 126 ? 2 : short === 126 ? 4 : 10
      if (bytes.length - start < head) break
      const length =
        head === 2 ? short : head === 4 ? bytes.readUInt16BE(start + 2) : Number(bytes.readBigUInt64BE(start + 2))
      const from = start + head
      if (bytes.length - from < length) break
      start = from + length
      takeFrame(bytes.readUInt8(from - head) & 0x0f, bytes.subarray(from, start))
    }
    return start
  }

  function takeFrame(opcode: number, payload: Buffer): void {
    if (opcode === opcodes.text) takeText(payload)
    else if (opcode === opcodes.ping) send(opcodes.pong, payload)
    else if (opcode === opcodes.close) fail(`closed with ${payload.length >= 2 ? payload.readUInt16BE(0) : 'no code'}`)
  }

  function takeText(payload: Buffer): void {
    const at = payload.indexOf(versionKey)
    if (at !== -1) {
      const from = numberAt(payload, at + versionKey.length)
      // `"prev_version":41,"version":42` side by side.
      received(from, numberAt(payload, at + versionKey.length + String(from).length + ',"version":'.length))
    } else if (payload.indexOf(appPing) === 0) {
      send(opcodes.text, appPong)
    } else {
      const message = JSON.parse(payload.toString()) as { type: string; version: number }
      if (message.type !== 'connection_confirmation') return
      options.opened(message.version)
      confirmed.resolve()
    }
  }

  function send(opcode: number, payload: Buffer): void {
    // Masked with zeros, which leaves the payload as it is.
    socket.write(Buffer.concat([Buffer.from([0x80 | opcode, 0x80 | payload.length, 0, 0, 0, 0]), payload]))
  }

  function fail(why: string): void {
    socket.destroy()
    if (isClosed) return
    isClosed = true
    confirmed.reject(new Error(why))
    lost(why)
  }

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
  socket.on('error', (error) => fail(error.message))
  socket.on('close', () => fail('the connection closed'))
  socket.write(
    `GET ${path} HTTP/1.1\r\nhost: 127.0.0.1:${port}\r\nconnection: Upgrade\r\nupgrade: websocket\r\n` +
      `sec-websocket-version: 13\r\nsec-websocket-key: ${randomBytes(16).toString('base64')}\r\n` +
      `authorization: Bearer ${token}\r\n\r\n`,
  )
  await confirmed.promise
  return {
    close() {
      isClosed = true
      socket.destroy()
    },
  }
}

const [zero, nine] = [48, 57]

function numberAt(bytes: Buffer, at: number): number {
  let value = 0
  for (let i = at; i < bytes.length; i++) {
    const digit = bytes[i] ?? 0
    if (digit < zero || digit > nine) break
    value = value * 10 + digit - zero
  }
  return value
}
