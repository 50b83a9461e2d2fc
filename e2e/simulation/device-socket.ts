import type { SocketLike } from '@qtable/client'

/** The device's end of a WebSocket: RFC 6455 as far as a well-behaved client needs it. */
export interface DeviceSocket extends SocketLike {
  /** Bytes have arrived. */
  take(bytes: Buffer): void
  /** The connection is gone. */
  lost(): void
  /** Called when the handshake is through. */
  onopened: () => void
}

interface Ends {
  write(bytes: Buffer): void
  hangUp(): void
}

const textOpcode = 1
const closeOpcode = 8
const pingOpcode = 9
const pongOpcode = 10
const goneCode = 1006

/**
 * Speaks over `ends`, from the answer to the handshake on. `copies` says how often a message comes through to whoever
 * listens.
 */
export function openDeviceSocket(ends: () => Ends | undefined, copies: (text: string) => number): DeviceSocket {
  let buffered: Buffer = Buffer.alloc(0)
  let state: 'handshake' | 'open' | 'over' = 'handshake'

  function over(code: number): void {
    if (state === 'over') return
    state = 'over'
    socket.onclose?.({ code } as never)
  }

  function handshake(): boolean {
    const end = buffered.indexOf('\r\n\r\n')
    if (end === -1) return false
    const isAccepted = buffered.subarray(0, 12).toString() === 'HTTP/1.1 101'
    buffered = buffered.subarray(end + 4)
    if (isAccepted) {
      state = 'open'
      socket.onopened()
      socket.onopen?.({} as never)
    } else {
      ends()?.hangUp()
      over(goneCode)
    }
    return true
  }

  function frame(): boolean {
    const [first, second] = buffered
    if (first === undefined || second === undefined) return false
    const head = second < 126 ? 2 : second === 126 ? 4 : 10
    if (buffered.length < head) return false
    const length = head === 2 ? second : head === 4 ? buffered.readUInt16BE(2) : Number(buffered.readBigUInt64BE(2))
    if (buffered.length < head + length) return false
    const payload = buffered.subarray(head, head + length)
    buffered = buffered.subarray(head + length)
    take(first & 0x0f, payload)
    return true
  }

  function take(opcode: number, payload: Buffer): void {
    if (opcode === textOpcode) {
      const data = payload.toString()
      for (let left = copies(data); left > 0; left--) socket.onmessage?.({ data } as never)
    } else if (opcode === pingOpcode) ends()?.write(frameOf(pongOpcode, payload))
    else if (opcode === closeOpcode) {
      ends()?.write(frameOf(closeOpcode, payload))
      ends()?.hangUp()
      over(payload.length >= 2 ? payload.readUInt16BE(0) : 1005)
    }
  }

  const socket: DeviceSocket = {
    onopened: () => {},
    onopen: null,
    onmessage: null,
    onerror: null,
    onclose: null,
    send(text) {
      if (state === 'open') ends()?.write(frameOf(textOpcode, Buffer.from(text)))
    },
    close(code = 1000) {
      if (state === 'over') return
      const reason = Buffer.alloc(2)
      reason.writeUInt16BE(code)
      if (state === 'open') ends()?.write(frameOf(closeOpcode, reason))
      ends()?.hangUp()
      over(code)
    },
    take(bytes) {
      buffered = buffered.length === 0 ? bytes : Buffer.concat([buffered, bytes])
      while (state !== 'over' && (state === 'handshake' ? handshake() : frame()));
    },
    lost: () => over(goneCode),
  }
  return socket
}

/** A frame of a client: masked, with the mask that changes nothing. */
function frameOf(opcode: number, payload: Buffer): Buffer {
  const extended = payload.length < 126 ? 0 : payload.length < 65_536 ? 2 : 8
  const head = Buffer.alloc(2 + extended + 4)
  head[0] = 0x80 | opcode
  head[1] = 0x80 | (extended === 0 ? payload.length : extended === 2 ? 126 : 127)
  if (extended === 2) head.writeUInt16BE(payload.length, 2)
  if (extended === 8) head.writeBigUInt64BE(BigInt(payload.length), 2)
  return Buffer.concat([head, payload])
}
