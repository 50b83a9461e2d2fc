import { type Command, Problem } from '@qtable/domain'
import type { ServerMessage } from '@qtable/protocol'
import type { World } from '../world.ts'
import type { ConnectionEvent, Outgoing, Transport } from './connection.ts'
import type { Http } from './http.ts'
import { isMessage } from './message.ts'
import { sendOverHttp } from './send-over-http.ts'

export interface PollingOptions {
  world: World
  call: Http
  /** Milliseconds between two questions; 3 s unless given. */
  everyMs?: number | undefined
}

type Message<T extends ServerMessage['type']> = Extract<ServerMessage, { type: T }>
interface Delta {
  from_version: number
  version: number
  cursor: string
  timestamp: string
  has_more: boolean
  changes: Message<'delta_update'>['changes']
}
type Work = { type: 'poll' } | Outgoing

const nobody = { id: '', name: '' }
const noId = '00000000-0000-0000-0000-000000000000'
// What is polled has no pings of the server's own: each answer counts as one, and none for 2.5 of these is silence.
const heartbeatSeconds = 30

/**
 * The stream without a socket (SY106): `/sync/delta` asked again and again becomes merged frames, commands go through
 * `/sync/batch`. Who changed something is not known this way: actor and ids of the frames are empty.
 */
export function pollingTransport({ world, call, everyMs = 3_000 }: PollingOptions): Transport {
  return {
    open({ restaurantId, place }, on) {
      let cursor = place?.cursor
      let queue: Work[] = []
      let isOver = false
      let isBusy = true
      let timer: unknown

      function tell(event: ConnectionEvent): void {
        if (isOver) return
        isOver = event.type === 'closed'
        on(event)
      }
      const say = (message: ServerMessage) => tell({ type: 'message', message })

      async function askFull(): Promise<Omit<Message<'full_sync'>, 'type'>> {
        const full = await call({ method: 'GET', path: '/sync/full' })
        if (!isMessage('full_sync', full)) throw notOurs()
        return full as Omit<Message<'full_sync'>, 'type'>
      }

      async function askDelta(since: string): Promise<Delta | undefined> {
        try {
          const path = `/sync/delta?since=${encodeURIComponent(since)}`
          const delta = (await call({ method: 'GET', path })) as Delta | undefined
          if (typeof delta?.version !== 'number' || !Array.isArray(delta.changes)) throw notOurs()
          return delta
        } catch (error) {
          if (error instanceof Problem && error.code === 'full_sync_required') return undefined
          throw error
        }
      }

      async function begin(): Promise<void> {
        const delta = place && (await askDelta(place.cursor))
        if (delta) {
          // A cursor that can be continued is of the epoch that the base is of.
          say(confirmation({ restaurantId, epoch: place.epoch, ...delta }, world))
          say({ type: 'resumed', from_version: delta.from_version, version: delta.version })
          return take(delta)
        }
        const full = await askFull()
        say(confirmation({ ...full, restaurantId }, world))
        if (place) say({ type: 'resync_required', reason: 'cursor_invalid' })
        cursor = full.cursor
        say({ type: 'full_sync', ...full })
      }

      /** All that is missing; a full sync where the cursor cannot be continued. */
      async function goOn({ isAnswer }: { isAnswer: boolean }): Promise<void> {
        const delta = cursor === undefined ? undefined : await askDelta(cursor)
        if (delta) {
          if (isAnswer) say({ type: 'resumed', from_version: delta.from_version, version: delta.version })
          await take(delta)
          return say({ type: 'ping', timestamp: delta.timestamp, version: delta.version })
        }
        const full = await askFull()
        if (cursor !== undefined) say({ type: 'resync_required', reason: 'cursor_invalid' })
        cursor = full.cursor
        say({ type: 'full_sync', ...full })
      }

      async function take(first: Delta): Promise<void> {
        let delta: Delta | undefined = first
        while (delta && !isOver) {
          if (delta.version > delta.from_version) say(frameOf(delta, restaurantId))
          cursor = delta.cursor
          delta = delta.has_more ? await askDelta(delta.cursor) : undefined
        }
      }

      async function doOne(work: Work): Promise<void> {
        switch (work.type) {
          case 'command':
            return doOne({ type: 'upload', operations: [work.command as Command] })
          case 'upload':
          case 'batch':
            for (const event of await sendOverHttp(call, work)) tell(event)
            return goOn({ isAnswer: false })
          case 'resume':
            cursor = work.cursor
            return goOn({ isAnswer: true })
          case 'full_sync_request':
            cursor = undefined
            return goOn({ isAnswer: false })
          case 'poll':
          case 'ping':
            return goOn({ isAnswer: false })
          case 'pong':
          case 'ack':
          case 'auth_refresh':
        }
      }

      // One request at a time: what a change leads to must not be asked before the change has its answer, and nothing
      // is sent twice because two answers crossed.
      async function run(first: () => Promise<void>): Promise<void> {
        isBusy = true
        world.clearTimeout(timer)
        try {
          await first()
          for (let work = queue.shift(); work && !isOver; work = queue.shift()) await doOne(work)
          isBusy = false
          timer = world.setTimeout(() => void run(() => doOne({ type: 'poll' })), everyMs)
        } catch (error) {
          const problem =
            error instanceof Problem ? error : new Problem('unavailable', 'The answer is broken', { cause: error })
          tell({ type: 'closed', code: 1006, problem })
        }
      }

      void run(begin)
      return {
        send(message) {
          queue.push(message)
          if (!isBusy && !isOver) void run(async () => {})
        },
        close() {
          isOver = true
          queue = []
          world.clearTimeout(timer)
        },
      }
    },
  }
}

function frameOf(delta: Delta, restaurantId: number): ServerMessage {
  return {
    type: 'atomic_transaction_complete',
    merged: true,
    restaurant_id: restaurantId,
    prev_version: delta.from_version,
    version: delta.version,
    cursor: delta.cursor,
    timestamp: delta.timestamp,
    transaction_id: noId,
    command_ids: [],
    actor: nobody,
    changes: delta.changes,
  }
}

function confirmation(
  at: { restaurantId: number; epoch: string; version: number; timestamp: string },
  world: World,
): ServerMessage {
  return {
    type: 'connection_confirmation',
    connection_id: world.newId(),
    restaurant_id: at.restaurantId,
    epoch: at.epoch,
    version: at.version,
    timestamp: at.timestamp,
    heartbeat_interval: heartbeatSeconds,
    token_expires_at: at.timestamp,
  }
}

function notOurs(): Problem {
  return new Problem('unavailable', 'What answered is no QTable server')
}
