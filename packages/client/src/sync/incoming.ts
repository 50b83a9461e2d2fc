import type { ServerMessage } from '@qtable/protocol'
import { baseOf } from '../replica.ts'
import type { Store } from '../store.ts'
import type { Connection } from '../transport/connection.ts'
import type { World } from '../world.ts'
import type { Sender } from './sender.ts'
import type { SyncEvent, SyncState } from './state.ts'

/** What the messages of a server mean for the store and for the state machine. */
export interface Incoming {
  take(message: ServerMessage, connection: Connection): void
  /** A `resume` was sent: what counts is its answer. */
  forget(): void
  stop(): void
}

export interface IncomingOptions {
  world: World
  store: Store
  sender: Sender
  restaurantId: number
  state: () => SyncState
  dispatch: (event: SyncEvent) => void
  /** Milliseconds that the server's clock is ahead. */
  onClock(offsetMs: number): void
  onNotice(notice: { code: string; detail: string }): void
}

// An ack for many frames at once.
const ackMs = 200

export function openIncoming(options: IncomingOptions): Incoming {
  const { world, store, sender, restaurantId, state, dispatch } = options
  /** The version that the answer to a cursor promised. */
  let target: number | undefined
  let acked = 0
  let ackTimer: unknown

  const version = () => store.base?.floor.version ?? -1

  function isAwaiting(what: 'full' | 'frames'): boolean {
    const now = state()
    return now.phase === 'catching_up' && now.awaiting === what
  }

  function onFull(full: ServerMessage & { type: 'full_sync' }, connection: Connection): void {
    // SY92: a node that lags behind is asked to go on from here, not followed back.
    if (store.base?.epoch === full.epoch && full.version < version() && !isAwaiting('full')) {
      dispatch({ type: 'gap' })
      return
    }
    store.takeBase(baseOf(full))
    ack(connection)
    dispatch({ type: 'caught_up' })
  }

  function onFrame(frame: Parameters<Store['takeFrame']>[0], connection: Connection): void {
    // Versions of another epoch may link by chance.
    if (isAwaiting('full')) return
    const outcome = store.takeFrame(frame)
    if (outcome === 'applied') ack(connection)
    if (outcome === 'gap') dispatch({ type: 'gap' })
    else if (isAwaiting('frames') && target !== undefined && version() >= target) dispatch({ type: 'caught_up' })
  }

  function ack(connection: Connection): void {
    ackTimer ??= world.setTimeout(() => {
      ackTimer = undefined
      if (version() <= acked) return
      acked = version()
      connection.send({ type: 'ack', version: acked })
    }, ackMs)
  }

  function clock(timestamp: string): void {
    const now = state()
    const offset = Date.parse(timestamp) - world.now()
    // What is polled has the instants of changes only.
    if ('link' in now && now.link.transport === 'socket' && Number.isFinite(offset)) options.onClock(offset)
  }

  function stop(): void {
    world.clearTimeout(ackTimer)
    ackTimer = undefined
    target = undefined
    acked = 0
  }

  return {
    take(message, connection) {
      if ('restaurant_id' in message && message.restaurant_id !== restaurantId) return
      switch (message.type) {
        case 'connection_confirmation': {
          const hasBase = store.base?.epoch === message.epoch
          clock(message.timestamp)
          dispatch({ type: 'opened', hasBase, heartbeatMs: message.heartbeat_interval * 1000 })
          break
        }
        case 'full_sync':
          onFull(message, connection)
          break
        case 'delta_update':
        case 'atomic_transaction_complete':
          onFrame(message, connection)
          break
        case 'resumed':
          target = message.version
          dispatch({ type: 'resumed', isDone: version() >= target })
          break
        case 'resync_required':
          dispatch({ type: 'resync_required' })
          break
        case 'ping':
          clock(message.timestamp)
          connection.send({ type: 'pong' })
          // The last frame of a burst may be missing without one after it that would show it.
          if (state().phase === 'live' && message.version > version()) dispatch({ type: 'gap' })
          break
        case 'token_expiring':
          dispatch({ type: 'token_expiring' })
          break
        case 'server_draining':
          dispatch({ type: 'draining', afterMs: message.reconnect_after_ms })
          break
        case 'error':
          options.onNotice({ code: message.code, detail: message.message })
          break
        case 'command_result':
          sender.take(message, connection)
          break
        case 'pong':
      }
    },
    forget() {
      target = undefined
    },
    stop,
  }
}
