import { once } from 'node:events'
import type { IncomingMessage } from 'node:http'
import { setTimeout as delay } from 'node:timers/promises'
import { WebSocket } from 'ws'
import { type JsonSchema, type NamedSchemas, nameIn } from '../../apps/server/src/http/documents/json-schema.ts'
import { requestOnce } from '../api-client.ts'
import type { Random } from '../random.ts'
import type { AnswerChecker } from './answer-checker.ts'
import type { FuzzActor, FuzzActors } from './fuzz-actors.ts'
import { type KnownValues, validValue } from './fuzz-values.ts'
import { hostileBody, spoiled } from './hostile-values.ts'

/** What sockets are made of. */
export interface SocketSource {
  url: string
  /** The schemas of the messages that clients send, and what they refer to. */
  messages: readonly JsonSchema[]
  schemas: NamedSchemas
  known: KnownValues
  actors: FuzzActors
  restaurantIds: { busy: number; quiet: number }
  checker: AnswerChecker
}

/** What came of one socket. */
export interface FuzzedSocket {
  sent: number
  frames: number
  faults: string[]
}

const endpoints = { sync: '/ws/restaurant/sync', realtime: '/realtime' } as const
const answerMs = 3000

/** Opens one socket as anybody, and sends it messages and bytes. */
export async function fuzzSocket(source: SocketSource, random: Random): Promise<FuzzedSocket> {
  const { url, actors, restaurantIds, known } = source
  const actor = actors.any(random)
  const endpoint = random.one(['sync', 'realtime'] as const)
  const query = new URLSearchParams()
  const [own, other] = actor.tenant === 'quiet' ? (['quiet', 'busy'] as const) : (['busy', 'quiet'] as const)
  const isForeign = random.chance(0.1)
  if (isForeign || random.chance(0.3)) query.set('restaurant_id', String(restaurantIds[isForeign ? other : own]))
  if (random.chance(0.3)) query.set(random.one(['cursor', 'since']), random.one(known.cursors))
  const headers: Record<string, string> = random.chance(0.05) ? { origin: 'https://evil.example' } : {}
  if (random.chance(0.4)) query.set('ticket', await ticketOf(url, actor))
  else if (actor.token !== undefined && actor.token.length < 3000) headers.authorization = `Bearer ${actor.token}`
  const socket = new WebSocket(`${url.replace('http', 'ws')}${endpoints[endpoint]}?${query}`, { headers })
  const mustRefuse = actor.role === undefined || isForeign || headers.origin !== undefined
  return converse(socket, { source, actor, endpoint, random, mustRefuse })
}

async function ticketOf(url: string, { token }: FuzzActor): Promise<string> {
  const response = await requestOnce(url, { method: 'POST', path: '/auth/ticket', token })
  return response?.status === 200 ? String((response.body as { ticket: string }).ticket) : 'no ticket'
}

async function converse(
  socket: WebSocket,
  given: {
    source: SocketSource
    actor: FuzzActor
    endpoint: keyof typeof endpoints
    random: Random
    mustRefuse: boolean
  },
): Promise<FuzzedSocket> {
  const { source, actor, endpoint, random, mustRefuse } = given
  const { checker } = source
  const result: FuzzedSocket = { sent: 1, frames: 0, faults: [] }
  const sent: string[] = []
  let isAnswered = () => {}
  const answered = new Promise<void>((resolve) => {
    isAnswered = resolve
  })
  socket.on('message', (data) => {
    const text = String(data)
    result.frames += 1
    const fault = checker.leakIn(text, actor, sent.join(' ')) ?? checker.faultOfFrame(endpoint, text)
    if (fault) result.faults.push(`${fault}: ${text.slice(0, 1000)}`)
    if (text.includes('"id":"the last"')) isAnswered()
  })
  socket.on('error', () => undefined)
  const closed = once(socket, 'close') as Promise<[number]>
  const opened = await Promise.race([
    once(socket, 'open').then(() => true),
    once(socket, 'unexpected-response').then(async ([, response]) => {
      result.faults.push(...(await refusalFaults(response as IncomingMessage, { checker, actor })))
      return false
    }),
    closed.then(() => false),
  ])
  if (!opened) {
    socket.terminate()
    return result
  }
  if (mustRefuse) result.faults.push(`a socket of ${actor.name} opens that must not`)
  for (let i = random.int(25); i > 0 && socket.readyState === WebSocket.OPEN; i--) {
    sent.push(await sendSomething(socket, source, actor, random))
    result.sent += 1
  }
  if (socket.readyState === WebSocket.OPEN) socket.send('{"type":"ping","id":"the last"}')
  await Promise.race([answered, closed, delay(answerMs, undefined, { ref: false })])
  if (random.chance(0.5)) socket.terminate()
  else socket.close()
  const [code] = await closed
  if (code === 1011) result.faults.push('the server closed it for an error of its own')
  return result
}

async function refusalFaults(
  response: IncomingMessage,
  { checker, actor }: { checker: AnswerChecker; actor: FuzzActor },
): Promise<string[]> {
  let text = ''
  for await (const chunk of response) text += chunk
  const { statusCode = 0, headers } = response
  const isAllowed = (statusCode >= 400 && statusCode < 500) || (statusCode === 503 && headers['retry-after'])
  const leak = checker.leakIn(text, actor, '')
  return [...(isAllowed ? [] : [`a handshake is answered with ${statusCode}: ${text}`]), ...(leak ? [leak] : [])]
}

async function sendSomething(
  socket: WebSocket,
  { messages, schemas, known }: SocketSource,
  actor: FuzzActor,
  random: Random,
): Promise<string> {
  // A command would change the restaurant that has to stay as it is.
  const fitting = actor.onlyReads ? messages.filter((one) => nameIn(one) !== 'CommandMessage') : messages
  const valid = validValue(random.one(fitting), { schemas, known, random })
  const chance = random.next()
  if (chance < 0.6) return send(socket, JSON.stringify(valid))
  if (chance < 0.9) return send(socket, JSON.stringify(spoiled(valid, random)) ?? 'null')
  const { bytes } = hostileBody(valid, random)
  if (chance < 0.93) socket.send(bytes.subarray(0, 1000), { binary: true })
  else if (chance < 0.95) socket.ping(bytes.subarray(0, 100))
  else if (chance < 0.97) {
    socket.send(bytes.subarray(0, 20), { fin: false, binary: false })
    socket.send(bytes.subarray(20), { fin: true, binary: false })
  } else socket.send(bytes, { binary: false })
  return bytes.toString()
}

function send(socket: WebSocket, text: string): string {
  socket.send(text)
  return text
}

/** Listens as a member of the quiet restaurant, where nothing happens; keeps what is wrong with what comes. */
export async function openQuietListener(
  { url, checker }: Pick<SocketSource, 'url' | 'checker'>,
  endpoint: keyof typeof endpoints,
  token: string,
): Promise<{ faults: readonly string[]; close(): void }> {
  const faults: string[] = []
  const headers = { authorization: `Bearer ${token}` }
  const socket = new WebSocket(`${url.replace('http', 'ws')}${endpoints[endpoint]}`, { headers })
  const expected = new Set([
    'connection_confirmation',
    'full_sync',
    'full_sync_part',
    'ping',
    'pong',
    'server_draining',
  ])
  socket.on('message', (data) => {
    const text = String(data)
    const { type } = JSON.parse(text) as { type: string }
    if (type === 'ping') socket.send('{"type":"pong"}')
    const leak = checker.leakIn(text, { tenant: 'quiet' }, '')
    if (leak || !expected.has(type)) faults.push(`the quiet listener gets ${leak ?? type}: ${text.slice(0, 500)}`)
  })
  await once(socket, 'open')
  return { faults, close: () => socket.terminate() }
}
