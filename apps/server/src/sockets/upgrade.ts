import { type IncomingMessage, STATUS_CODES } from 'node:http'
import type { Duplex } from 'node:stream'
import { Problem } from '@qtable/domain'
import { uuidv7 } from '@qtable/protocol'
import type { Identity } from '../accounts/identity.ts'
import { authenticate, mustBeAllowed } from '../wire/authenticate.ts'
import { malformedField, problemAnswer } from '../wire/problems.ts'
import type { Endpoint } from './frame.ts'
import type { SocketParts } from './socket-parts.ts'

const endpoints: Readonly<Record<string, Endpoint>> = { '/ws/restaurant/sync': 'sync', '/realtime': 'realtime' }

const parameters: ReadonlySet<string> = new Set(['restaurant_id', 'ticket', 'cursor', 'since'])

/** The endpoint and query of a handshake. */
export interface Handshake {
  endpoint: Endpoint
  query: URLSearchParams
}

/** Parses a request to upgrade; undefined if it is not for one of our WebSocket endpoints. */
export function readHandshake({ url = '', headers }: Pick<IncomingMessage, 'url' | 'headers'>): Handshake | undefined {
  if (headers.upgrade?.toLowerCase() !== 'websocket') return undefined
  const [path = '', ...rest] = url.split('?')
  const endpoint = endpoints[path.length > 1 ? path.replace(/\/$/, '') : path]
  return endpoint && { endpoint, query: new URLSearchParams(rest.join('?')) }
}

/** Whether a request is a handshake for one of our WebSocket endpoints. */
export function isUpgrade(request: IncomingMessage): boolean {
  return readHandshake(request) !== undefined
}

/** Authenticates and authorises a handshake (SY1–SY4). Throws `unauthenticated`, `forbidden` or `malformed`. */
export async function authorise(
  request: Pick<IncomingMessage, 'headers' | 'socket'>,
  { query }: Handshake,
  { accounts, config, proxies }: Pick<SocketParts, 'accounts' | 'config' | 'proxies'>,
): Promise<Identity> {
  const { headers } = request
  if (!isAllowedOrigin(headers, proxies.forwardedHostOf(request), config.corsOrigins))
    throw new Problem('forbidden', 'This web site may not open sockets here')
  const ticket = query.get('ticket')
  const identity =
    ticket === null || headers.authorization !== undefined
      ? await authenticate(accounts, headers.authorization)
      : await accounts.redeemTicket(ticket)
  mustBeAllowed(identity, 'viewer', ...query.getAll('restaurant_id'))
  // A cursor under a name that is misspelled would be a full sync each time.
  const unknown = [...query.keys()].find((name) => !parameters.has(name))
  if (unknown !== undefined) throw malformedField(unknown.slice(0, 60).toWellFormed(), 'is no parameter of a socket')
  return identity
}

// A page of another site can set neither `Host` nor the `X-Forwarded-Host` of our proxy.
function isAllowedOrigin(
  { origin, host }: IncomingMessage['headers'],
  forwardedHost: string | undefined,
  corsOrigins: readonly string[],
): boolean {
  if (origin === undefined || corsOrigins.includes(origin)) return true
  const originHost = URL.parse(origin)?.host
  return originHost !== undefined && originHost !== '' && [host, forwardedHost].some((own) => own === originHost)
}

/** Answers a handshake with a problem over HTTP, and closes the connection. */
export function refuse(wire: Duplex, request: Pick<IncomingMessage, 'url'>, problem: Problem): void {
  const path = (request.url ?? '').split('?')[0] ?? ''
  const requestId = uuidv7()
  const { status, headers, body } = problemAnswer(problem, { path, requestId })
  const text = JSON.stringify(body)
  const lines = Object.entries({
    ...headers,
    'x-request-id': requestId,
    'content-length': String(Buffer.byteLength(text)),
    connection: 'close',
  }).map(([name, value]) => `${name}: ${value}\r\n`)
  wire.end(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${lines.join('')}\r\n${text}`)
  // `end` alone would keep reading from a client that goes on sending.
  wire.once('finish', () => wire.destroy())
}
