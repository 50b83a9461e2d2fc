import type { SocketLike } from '@qtable/client'

/** The client's end of a WebSocket: as much of RFC 6455 as a well-behaved client needs. */
export interface SimulatedWebSocket extends SocketLike {
  /** Takes bytes of the server. */
  receive(bytes: Buffer): void
  /** The connection is gone. */
  connectionLost(): void
  /** Called when the handshake has succeeded, before `onopen`. */
  onhandshake: () => void
}

interface Transport {
  write(bytes: Buffer): void
  hangUp(): void
}

const textOpcode = 1
const closeOpcode = 8
const pingOpcode = 9
const pongOpcode = 10
const noStatusCode = 1005
const abnormalCode = 1006

/**
 * Opens a socket that waits for the response to its handshake. `transport` gives the connection once there is one, and
 * `copies` says how often a message is delivered: 0 loses it, 2 repeats it.
 */
export function openSimulatedWebSocket(
  transport: () => Transport | undefined,
  copies: (text: string) => number,
): SimulatedWebSocket {
  let buffered: Buffer = Buffer.alloc(0)
  let state: 'handshake' | 'open' | 'closed' = 'handshake'

  function close(code: number): void {
    if (state === 'closed') return
    state = 'closed'
    socket.onclose?.({ code } as never)
  }

  /** Whether the response to the handshake was complete. */
  function readHandshake(): boolean {
    const end = buffered.indexOf('\r\n\r\n')
    if (end === -1) return false
    const isAccepted = buffered.subarray(0, 12).toString() === 'HTTP/1.1 101'
    buffered = buffered.subarray(end + 4)
    if (isAccepted) {
      state = 'open'
      socket.onhandshake()
      socket.onopen?.({} as never)
    } else {
      transport()?.hangUp()
      close(abnormalCode)
    }
    return true
  }

  /** Whether a frame was complete. */
  function readFrame(): boolean {
    const frame = decodeFrame(buffered)
    if (!frame) return false
    buffered = frame.rest
    handle(frame)
    return true
  }

  function handle({ opcode, payload }: Frame): void {
    if (opcode === textOpcode) {
      const data = payload.toString()
      for (let left = copies(data); left > 0; left--) socket.onmessage?.({ data } as never)
    } else if (opcode === pingOpcode) transport()?.write(encodeFrame(pongOpcode, payload))
    else if (opcode === closeOpcode) {
      transport()?.write(encodeFrame(closeOpcode, payload))
      transport()?.hangUp()
      close(payload.length >= 2 ? payload.readUInt16BE(0) : noStatusCode)
    }
  }

  const socket: SimulatedWebSocket = {
    onhandshake: () => {},
    onopen: null,
    onmessage: null,
    onerror: null,
    onclose: null,
    send(text) {
      if (state === 'open') transport()?.write(encodeFrame(textOpcode, Buffer.from(text)))
    },
    close(code = 1000) {
      if (state === 'closed') return
      const reason = Buffer.alloc(2)
      reason.writeUInt16BE(code)
      if (state === 'open') transport()?.write(encodeFrame(closeOpcode, reason))
      transport()?.hangUp()
      close(code)
    },
    receive(bytes) {
      buffered = buffered.length === 0 ? bytes : Buffer.concat([buffered, bytes])
      while (state !== 'closed' && (state === 'handshake' ? readHandshake() : readFrame()));
    },
    connectionLost: () => close(abnormalCode),
  }
  return socket
}

interface Frame {
  opcode: number
  payload: Buffer
}

/** The first frame of a server, which masks nothing, and the bytes after it; undefined if it is not complete. */
function decodeFrame(bytes: Buffer): (Frame & { rest: Buffer }) | undefined {
  const [first, second] = bytes
  if (first === undefined || second === undefined) return undefined
  const head = second < 126 ? 2 : second === 126 ? 4 : 10
  if (bytes.length < head) return undefined
  const length = head === 2 ? second : head === 4 ? bytes.readUInt16BE(2) : Number(bytes.readBigUInt64BE(2))
  const end = head + length
  if (bytes.length < end) return undefined
  return { opcode: first & 0x0f, payload: bytes.subarray(head, end), rest: bytes.subarray(end) }
}

/** A frame of a client, masked as the RFC demands, with the mask of zeros that changes nothing. */
function encodeFrame(opcode: number, payload: Buffer): Buffer {
  const extended = payload.length < 126 ? 0 : payload.length < 65_536 ? 2 : 8
  const head = Buffer.alloc(2 + extended + 4)
  head[0] = 0x80 | opcode
  head[1] = 0x80 | (extended === 0 ? payload.length : extended === 2 ? 126 : 127)
  if (extended === 2) head.writeUInt16BE(payload.length, 2)
  if (extended === 8) head.writeBigUInt64BE(BigInt(payload.length), 2)
  return Buffer.concat([head, payload])
}
