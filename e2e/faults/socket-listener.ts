import { setTimeout as delay } from 'node:timers/promises'
import { openReplica } from '../../apps/server/src/sockets/testing/replica.ts'
import { requestOnce } from '../api-client.ts'
import type { Checker } from '../checker.ts'

/** A client without the SDK, which follows one socket endpoint and remembers every frame. Every frame is checked. */
export interface SocketListener {
  readonly name: string
  /** The transaction of each version that a frame told alone. A merged frame tells none. */
  readonly transactionIds: ReadonlyMap<number, string>
  readonly version: number
  /** Its floor as canonical JSON. */
  text(): string
  close(): Promise<void>
}

export interface SocketListenerOptions {
  endpoint: '/ws/restaurant/sync' | '/realtime'
  /** The port of a node that is up. */
  target: () => number | undefined
  token: string
  checker: Checker
}

type Frame = Record<string, unknown> & { type: string }

const reconnectMs = 50
const cannotContinueCode = 4410

/** Opens a listener that connects at once, and again whenever its socket closes. */
export function openSocketListener({ endpoint, target, token, checker }: SocketListenerOptions): SocketListener {
  const name = `the listener on ${endpoint}`
  const replica = openReplica()
  const transactionIds = new Map<number, string>()
  let isClosed = false
  let needsFull = true
  let current: WebSocket | undefined

  async function readFull(port: number): Promise<void> {
    const request = { method: 'GET', path: '/sync/full', token }
    const response = await requestOnce(`http://127.0.0.1:${port}`, request)
    // The node may be starting or ending; the next turn asks another one.
    if (response?.status !== 200) return
    const problem = wrongWith(() => replica.reset(response.body as Record<string, unknown>))
    checker.check('I4', problem === undefined, () => `${name} reads a full sync: ${problem}`)
    needsFull = problem !== undefined
  }

  function receive(frame: Frame): void {
    const before = replica.version
    let isMove = false
    const problem = wrongWith(() => {
      isMove = replica.take(frame)
    })
    if (!isMove && problem === undefined) return
    checker.check('I1', problem === undefined, () => `${name}: ${problem}`)
    if (problem !== undefined) {
      needsFull = true
      current?.close()
      return
    }
    checker.check('I14', replica.version >= before, () => `${name} goes from ${before} to ${replica.version}`)
    remember(frame)
  }

  function remember({ transaction_id, prev_version, version, merged }: Frame): void {
    if (typeof transaction_id !== 'string' || version !== Number(prev_version) + 1 || merged) return
    const known = transactionIds.get(version)
    const isSame = known === undefined || known === transaction_id
    checker.check('I7', isSame, () => `${name} hears of two transactions at ${version}`)
    transactionIds.set(version, transaction_id)
  }

  function follow(port: number): Promise<number> {
    const query = `cursor=${encodeURIComponent(replica.cursor)}`
    const headers = { authorization: `Bearer ${token}` }
    current = new WebSocket(`ws://127.0.0.1:${port}${endpoint}?${query}`, { headers })
    return readSocket(current, receive)
  }

  async function run(): Promise<void> {
    while (!isClosed) {
      const port = target()
      if (port !== undefined && needsFull) await readFull(port)
      if (port !== undefined && !needsFull) {
        const code = await follow(port)
        const canContinue = code !== cannotContinueCode
        checker.check('I16', canContinue, () => `${name} cannot continue from ${replica.cursor}`)
        needsFull ||= !canContinue
      }
      if (!isClosed) await delay(reconnectMs)
    }
  }

  const running = run()
  return {
    name,
    transactionIds,
    get version() {
      return replica.version
    },
    text: () => replica.text(),
    async close() {
      isClosed = true
      current?.close()
      await running
    },
  }
}

/** Reads the frames of one socket, and answers its pings. Resolves with the code that it was closed with. */
function readSocket(socket: WebSocket, receive: (frame: Frame) => void): Promise<number> {
  socket.onmessage = ({ data }) => {
    const frame = JSON.parse(String(data)) as Frame
    if (frame.type === 'ping') socket.send('{"type":"pong"}')
    receive(frame)
  }
  socket.onerror = () => {}
  return new Promise((resolve) => {
    socket.onclose = ({ code }) => resolve(code)
  })
}

/** What the replica throws if a frame does not link, or if guests and tables disagree after it. */
function wrongWith(take: () => void): string | undefined {
  try {
    take()
    return undefined
  } catch (error) {
    return String(error)
  }
}
