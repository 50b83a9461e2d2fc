import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { closeCodes } from '@qtable/protocol'
import { WebSocket, WebSocketServer } from 'ws'

// What ws closes with by itself, and what that is called here: a message too large or of too many pieces, and bytes
// that are no WebSocket or no UTF-8.
const ownCodes: Readonly<Record<number, number>> = {
  1009: closeCodes.messageTooLarge,
  1008: closeCodes.messageTooLarge,
  1002: closeCodes.badMessage,
  1007: closeCodes.badMessage,
}

/** A socket of `ws` that closes with our codes, also where `ws` itself finds the reason. */
export class WireSocket extends WebSocket {
  /** The code that it was closed with from this side, or that the client's was answered with. */
  closedWith: number | undefined

  override close(code?: number, reason?: string | Buffer): void {
    // Without a reason it is ws that closes; the answer to a client's own close repeats the client's.
    const own = reason === undefined && code !== undefined ? (ownCodes[code] ?? code) : code
    this.closedWith ??= own ?? 1005
    super.close(own, reason)
  }
}

const kilobyte = 1024
/** The largest message of a client. */
export const maxMessageBytes = 64 * kilobyte

/** Turns HTTP connections into sockets. */
export interface Handshakes {
  /** Answers the request with 101 and gives the socket, in this turn; `refused` where it is no handshake. */
  accept(request: IncomingMessage, wire: Duplex, head: Buffer, then: (socket: WireSocket) => void): void
}

/** `refused` answers a request that is no handshake, whatever its path says. */
export function openHandshakes(refused: (request: IncomingMessage, wire: Duplex, why: string) => void): Handshakes {
  const options = {
    noServer: true as const,
    clientTracking: false,
    WebSocket: WireSocket,
    perMessageDeflate: false,
    maxPayload: maxMessageBytes,
    // A message in more pieces than this is none; what never ends is silence, and ends as such.
    maxFragments: 256,
    maxBufferedChunks: 1024,
    // Somebody who does not read does not answer a close either.
    closeTimeout: 3000,
  }
  const server = new WebSocketServer(options)
  server.on('wsClientError', (error: Error, wire: Duplex, request: IncomingMessage) =>
    refused(request, wire, error.message),
  )
  return {
    accept: (request, wire, head, then) =>
      server.handleUpgrade(request, wire, head, (socket) => {
        if (socket instanceof WireSocket) then(socket)
      }),
  }
}
