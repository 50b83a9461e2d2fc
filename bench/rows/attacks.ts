import { randomUUID } from 'node:crypto'
import { connect } from 'node:net'
import { WebSocket } from 'ws'

/** A hostile client of a server. */
export interface Attacker {
  port: number
  /** The owner of a restaurant of their own. */
  token: string
  /** Ends the attack. */
  signal: AbortSignal
}

/** What one tenant or a stranger does to a server. */
export interface Attack {
  name: string
  /** Puts the hostile restaurant in the state that the attack needs. */
  prepare?: (attacker: Attacker) => Promise<void>
  /** Attacks until the signal aborts. */
  run: (attacker: Attacker) => Promise<void>
}

const batchSize = 480
const notes = 'n'.repeat(1400)

/** Sends a request and reads its whole answer. A refusal is an answer. */
async function ask({ port, token, signal }: Attacker, method: string, path: string, body?: object) {
  const answer = await fetch(`http://127.0.0.1:${port}/api/v1/${path}`, {
    method,
    signal,
    headers: { authorization: `Bearer ${token}`, ...(body ? { 'content-type': 'application/json' } : {}) },
    ...(body ? { body: JSON.stringify(body) } : {}),
  })
  return { status: answer.status, text: await answer.text() }
}

/** `count` clients that each do `once` again and again. */
async function inParallel(count: number, { signal }: Attacker, once: () => Promise<unknown>): Promise<void> {
  const client = async () => {
    while (!signal.aborted) await once().catch(() => undefined)
  }
  await Promise.all(Array.from({ length: count }, client))
}

const operation = (type: string, payload: object) => ({ id: randomUUID(), type, payload })
const batchOf = (count: number, one: () => object) => ({ operations: Array.from({ length: count }, one) })

// Of the hostile restaurant, made by `prepareVersions`.
let transactionIds: string[] = []
let guestIds: string[] = []

/** A floor of large parties, and versions that each change all of them. */
async function prepareVersions(attacker: Attacker): Promise<void> {
  guestIds = Array.from({ length: batchSize }, () => randomUUID())
  transactionIds = []
  const create = guestIds.map((id) => operation('guest.create', { id, partySize: 2, notes }))
  await mustSucceed(attacker, { operations: create })
  for (let i = 0; i < 20; i++) {
    const update = guestIds.map((guestId) => operation('guest.update', { guestId, partySize: 3 + (i % 2) }))
    const { text } = await mustSucceed(attacker, { operations: update })
    transactionIds.push(JSON.parse(text).transaction_id)
  }
}

async function mustSucceed(attacker: Attacker, body: object) {
  const answer = await ask(attacker, 'POST', 'atomic/batch', body)
  if (answer.status !== 200) throw new Error(`a batch was answered ${answer.status} ${answer.text.slice(0, 300)}`)
  return answer
}

const undo = () =>
  operation('undo', { transactionId: transactionIds[Math.floor(Math.random() * transactionIds.length)] })

export const attacks: readonly Attack[] = [
  {
    name: 'batches fill a floor',
    run: (attacker) =>
      inParallel(8, attacker, () =>
        ask(
          attacker,
          'POST',
          'atomic/batch',
          batchOf(500, () => operation('guest.create', { partySize: 2, notes })),
        ),
      ),
  },
  {
    name: 'undos of large batches',
    prepare: prepareVersions,
    run: (attacker) =>
      inParallel(8, attacker, () =>
        ask(attacker, 'POST', 'atomic/batch', batchOf(Math.random() < 0.5 ? 400 : 20, undo)),
      ),
  },
  {
    name: 'the activity of large versions',
    run: (attacker) => inParallel(8, attacker, () => ask(attacker, 'GET', 'activity?limit=500')),
  },
  {
    name: 'the activity of one entity by another actor',
    run: (attacker) =>
      inParallel(16, attacker, () =>
        ask(attacker, 'GET', `activity?limit=500&entity_id=${guestIds[0]}&actor_id=${randomUUID()}`),
      ),
  },
  { name: '/auth/me', run: (attacker) => inParallel(60, attacker, () => ask(attacker, 'GET', 'auth/me')) },
  {
    name: 'full syncs on sockets',
    run: (attacker) => inParallel(40, attacker, () => openSocket(attacker, { isAsking: true })),
  },
  { name: 'sockets that come and go', run: (attacker) => inParallel(200, attacker, () => openSocket(attacker)) },
  {
    name: 'handshakes of strangers',
    run: (attacker) => inParallel(100, attacker, () => openSocket({ ...attacker, token: 'none' })),
  },
  {
    name: 'slow headers',
    run: (attacker) => inParallel(500, attacker, () => sendSlowly(attacker)),
  },
  {
    name: 'registrations',
    run: (attacker) =>
      inParallel(64, attacker, () =>
        ask(attacker, 'POST', 'auth/register', {
          restaurantName: 'Hostile',
          timezone: 'Europe/Berlin',
          name: 'Eve',
          email: `${randomUUID()}@example.com`,
          password: randomUUID(),
        }),
      ),
  },
]

/** What makes the versions that an attack works on. */
export function preparationOf({ name, prepare }: Attack): Attack['prepare'] {
  return prepare ?? (name.includes('activity') ? prepareVersions : undefined)
}

/** Opens a socket, keeps it for a moment and closes it. */
function openSocket({ port, token, signal }: Attacker, { isAsking = false } = {}): Promise<void> {
  return new Promise((resolve) => {
    const socket = new WebSocket(`ws://127.0.0.1:${port}/ws/restaurant/sync`, {
      headers: { authorization: `Bearer ${token}` },
    })
    const end = () => socket.terminate()
    signal.addEventListener('abort', end, { once: true })
    socket.on('open', () => {
      if (isAsking) socket.send('{"type":"full_sync_request"}')
      setTimeout(end, 500)
    })
    socket.on('error', end)
    socket.on('close', () => {
      signal.removeEventListener('abort', end)
      resolve()
    })
  })
}

/** A client that never ends its headers. */
function sendSlowly({ port, signal }: Attacker): Promise<void> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1' })
    socket.write('GET /health HTTP/1.1\r\nHost: a\r\n')
    const dripping = setInterval(() => socket.write('X-Slow: 1\r\n'), 1000)
    const end = () => socket.destroy()
    signal.addEventListener('abort', end, { once: true })
    socket.on('error', end)
    socket.on('close', () => {
      clearInterval(dripping)
      signal.removeEventListener('abort', end)
      resolve()
    })
    socket.resume()
  })
}
