import { type IncomingMessage, STATUS_CODES } from 'node:http'
import type { Duplex } from 'node:stream'
import { Problem } from '@qtable/domain'
import { uuidv7 } from '@qtable/protocol'
import type { Identity } from '../accounts/identity.ts'
import { authenticate, mustBeAllowed } from '../wire/authenticate.ts'
import { problemAnswer } from '../wire/problems.ts'
import type { Endpoint } from './encode.ts'
import type { SocketWorld } from './socket-parts.ts'

const endpoints: Readonly<Record<string, Endpoint>> = { '/ws/restaurant/sync': 'sync', '/realtime': 'realtime' }

/** A handshake as far as it can be read without asking anybody. */
export interface Handshake {
  endpoint: Endpoint
  query: URLSearchParams
}

/** What a request to upgrade asks for; undefined where it is not for one of our sockets. */
export function readHandshake({ url = '', headers }: Pick<IncomingMessage, 'url' | 'headers'>): Handshake | undefined {
  if (headers.upgrade?.toLowerCase() !== 'websocket') return undefined
  const [path = '', ...rest] = url.split('?')
  const endpoint = endpoints[path.length > 1 ? path.replace(/\/$/, '') : path]
  return endpoint && { endpoint, query: new URLSearchParams(rest.join('?')) }
}

/** Whether a request is for one of our sockets, so that it is ours to answer. */
export function isUpgrade(request: IncomingMessage): boolean {
  return readHandshake(request) !== undefined
}

/** Who wants in; the `Problem` of whoever may not (SY1–SY4). */
export async function authorise(
  { headers }: Pick<IncomingMessage, 'headers'>,
  { query }: Handshake,
  { accounts, config }: Pick<SocketWorld, 'accounts' | 'config'>,
): Promise<Identity> {
  if (!isOwnOrigin(headers, config.corsOrigins))
    throw new Problem('forbidden', 'This web site may not open sockets here')
  const ticket = query.get('ticket')
  const identity =
    ticket === null || headers.authorization !== undefined
      ? await authenticate(accounts, headers.authorization)
      : await accounts.redeemTicket(ticket)
  mustBeAllowed(identity, 'viewer', ...query.getAll('restaurant_id'))
  return identity
}

// A page of another site cannot set the host of its request, neither ours nor the one that our proxy was asked for.
function isOwnOrigin(headers: IncomingMessage['headers'], others: readonly string[]): boolean {
  const { origin, host, 'x-forwarded-host': forwarded } = headers
  if (origin === undefined || others.includes(origin)) return true
  const asked = URL.parse(origin)?.host
  return asked !== undefined && asked !== '' && [host, forwarded].some((own) => own === asked)
}

/** Answers a request to upgrade with a problem, over HTTP, and ends the connection. */
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
  // The client has its answer; whatever else it sends is not read.
  wire.once('finish', () => wire.destroy())
}
