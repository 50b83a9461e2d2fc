import { setTimeout as delay } from 'node:timers/promises'
import { openReplica } from '../../apps/server/src/sockets/testing/replica.ts'
import { mustAnswer } from './http.ts'
import type { Story } from './story.ts'

/** A bare socket that is opened again wherever it ends, and keeps each frame that it ever got. */
export interface Listener {
  readonly name: string
  /** Which transaction each version was, as far as frames of one version said it. */
  readonly heard: ReadonlyMap<number, string>
  readonly version: number
  /** The floor in canonical JSON. */
  text(): string
  close(): Promise<void>
}

export interface ListenerOptions {
  endpoint: '/ws/restaurant/sync' | '/realtime'
  /** The port of a server that is up. */
  target: () => number | undefined
  token: string
  story: Story
}

type Frame = Record<string, unknown> & { type: string }

const againAfterMs = 50
const goneCode = 4410

export async function openListener({ endpoint, target, token, story }: ListenerOptions): Promise<Listener> {
  const name = `the listener on ${endpoint}`
  const replica = openReplica()
  const heard = new Map<number, string>()
  let isOver = false
  let isLost = true
  let current: WebSocket | undefined
  let cursor = ''

  async function readFull(port: number): Promise<void> {
    const asked = { method: 'GET', path: '/sync/full', token }
    const full = (await mustAnswer(`http://127.0.0.1:${port}`, asked)) as Record<string, unknown>
    replica.reset(full)
    cursor = replica.cursor
    isLost = false
  }

  function take(frame: Frame): void {
    const before = replica.version
    try {
      if (!replica.take(frame)) return
    } catch (error) {
      story.wrong('I1', `${name}: ${error instanceof Error ? error.message : error}`)
      isLost = true
      current?.close()
      return
    }
    cursor = replica.cursor
    if (replica.version < before) story.wrong('I14', `${name} went from ${before} to ${replica.version}`)
    const { transaction_id, prev_version, version } = frame
    if (typeof transaction_id !== 'string' || version !== Number(prev_version) + 1 || frame.merged) return
    const known = heard.get(version)
    if (known && known !== transaction_id) story.wrong('I7', `${name} heard of two transactions at ${version}`)
    heard.set(version, transaction_id)
  }

  /** One connection; resolves with the code that it ended with. */
  function listen(port: number): Promise<number> {
    const socket = new WebSocket(`ws://127.0.0.1:${port}${endpoint}?cursor=${encodeURIComponent(cursor)}`, {
      headers: { authorization: `Bearer ${token}` },
    })
    current = socket
    return new Promise((resolve) => {
      socket.onmessage = ({ data }) => {
        const frame = JSON.parse(String(data)) as Frame
        if (frame.type === 'ping') socket.send('{"type":"pong"}')
        take(frame)
      }
      socket.onclose = ({ code }) => resolve(code)
      socket.onerror = () => {}
    })
  }

  async function stay(): Promise<void> {
    while (!isOver) {
      const port = target()
      if (port !== undefined && isLost) await readFull(port).catch(() => {})
      const code = port === undefined || isLost ? 0 : await listen(port)
      if (code === goneCode) story.wrong('I16', `${name} could not go on from ${cursor}`)
      if (!isOver) await delay(againAfterMs)
    }
  }

  const staying = stay()
  return {
    name,
    heard,
    get version() {
      return replica.version
    },
    text: () => replica.text(),
    async close() {
      isOver = true
      current?.close()
      await staying
    },
  }
}
