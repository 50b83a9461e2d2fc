import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { closeCodes } from '@qtable/protocol'
import { WebSocket, WebSocketServer } from 'ws'

// The close codes that `ws` chooses itself, and ours for them: a message that is too large or in too many fragments, and
// invalid frames or UTF-8.
const codesOfWs: Readonly<Record<number, number>> = {
  1009: closeCodes.messageTooLarge,
  1008: closeCodes.messageTooLarge,
  1002: closeCodes.badMessage,
  1007: closeCodes.badMessage,
}

/** A socket of `ws` that closes with our codes, even if `ws` itself finds the reason. */
export class WireSocket extends WebSocket {
  /** The first close code that this side has sent. */
  closedWith: number | undefined

  override close(code?: number, reason?: string | Buffer): void {
    // Only `ws` itself closes without a reason. In reply to a client's close frame it repeats the client's code.
    const sent = reason === undefined && code !== undefined ? (codesOfWs[code] ?? code) : code
    this.closedWith ??= sent ?? 1005
    super.close(sent, reason)
  }
}

const kilobyte = 1024

/** Upgrades HTTP connections to WebSockets. */
export interface Handshakes {
  /** Answers the request with 101 and calls `onSocket`, synchronously. An invalid handshake goes to `onInvalid` instead. */
  accept(request: IncomingMessage, wire: Duplex, head: Buffer, onSocket: (socket: WireSocket) => void): void
}

export function openHandshakes(
  onInvalid: (request: IncomingMessage, wire: Duplex, reason: string) => void,
): Handshakes {
  const options = {
    noServer: true as const,
    clientTracking: false,
    WebSocket: WireSocket,
    perMessageDeflate: false,
    maxPayload: 64 * kilobyte,
    // No client of ours fragments. A message that never ends is closed as a silent client.
    maxFragments: 256,
    maxBufferedChunks: 1024,
    // A client that does not read does not answer a close frame either.
    closeTimeout: 3000,
  }
  const server = new WebSocketServer(options)
  server.on('wsClientError', (error: Error, wire: Duplex, request: IncomingMessage) =>
    onInvalid(request, wire, error.message),
  )
  return {
    accept: (request, wire, head, onSocket) =>
      server.handleUpgrade(request, wire, head, (socket) => {
        if (socket instanceof WireSocket) onSocket(socket)
      }),
  }
}
