import type { Warning } from '@qtable/domain'
import type { ChangesFrame, ServerMessage } from '@qtable/protocol'
import type { Platform } from '../platform.ts'
import { baseOf, type FullSync } from '../replica/base.ts'
import type { Store } from '../replica/store.ts'
import { type ClockWindow, clockWindowOf } from '../session/server-clock.ts'
import type { ServerConnection } from '../transport/connection.ts'
import { openAcknowledgements } from './acknowledgements.ts'
import { openFullSyncParts } from './full-sync-parts.ts'
import type { Sender } from './sender.ts'
import type { SyncEvent, SyncState } from './state.ts'

/** Turns the messages of a server into updates of the store and events of the state machine. */
export interface MessageHandler {
  take(message: ServerMessage, connection: ServerConnection): void
  /** `resume` was sent: an earlier answer to a cursor no longer counts. */
  forgetTarget(): void
  stop(): void
}

export interface MessageHandlerOptions {
  platform: Platform
  store: Store
  sender: Sender
  restaurantId: number
  state: () => SyncState
  dispatch: (event: SyncEvent) => void
  onClock(window: ClockWindow): void
  /** The answer to a mutation has warnings. */
  onWarned(id: string, warnings: readonly Warning[]): void
  onNotice(notice: { code: string; detail: string }): void
}

// biome-ignore lint/complexity/noExcessiveLinesPerFunction: one case for each message
export function openMessageHandler(options: MessageHandlerOptions): MessageHandler {
  const { platform, store, restaurantId, state, dispatch } = options
  /** The version that the answer to a cursor promised. */
  let target: number | undefined
  const parts = openFullSyncParts()
  const version = () => store.base?.floor.version ?? -1
  const acknowledgements = openAcknowledgements({ platform, version })

  function isAwaiting(what: 'full' | 'frames'): boolean {
    const now = state()
    return now.phase === 'catching_up' && now.awaiting === what
  }

  function takeFullSync(full: FullSync, connection: ServerConnection): void {
    parts.clear()
    // SY92: the floor never goes back. Where a lagging node sends an older one, the client asks to go on from its own.
    if (store.base?.epoch === full.epoch && full.version < version() && !isAwaiting('full')) {
      dispatch({ type: 'gap' })
      return
    }
    store.takeBase(baseOf(full))
    acknowledgements.schedule(connection)
    dispatch({ type: 'caught_up' })
  }

  function takeFrame(frame: ChangesFrame, connection: ServerConnection): void {
    // Versions of another epoch may link by chance.
    if (isAwaiting('full')) return
    const outcome = store.takeFrame(frame)
    if (outcome === 'applied') acknowledgements.schedule(connection)
    if (outcome === 'gap') dispatch({ type: 'gap' })
    else if (isAwaiting('frames')) {
      dispatch({ type: target !== undefined && version() >= target ? 'caught_up' : 'progress' })
    }
  }

  function takeClock(timestamp: string): void {
    const now = state()
    const window = clockWindowOf(timestamp, platform.now())
    // While polling, timestamps are those of changes and not of the answer.
    if (window && 'link' in now && now.link.transport === 'socket') options.onClock(window)
  }

  return {
    take(message, connection) {
      if ('restaurant_id' in message && message.restaurant_id !== restaurantId) return
      switch (message.type) {
        case 'connection_confirmation': {
          takeClock(message.timestamp)
          const hasBase = store.base?.epoch === message.epoch
          return dispatch({ type: 'opened', hasBase, heartbeatMs: message.heartbeat_interval * 1000 })
        }
        case 'full_sync': {
          if (message.has_more !== true) return takeFullSync(message, connection)
          parts.begin(message)
          return dispatch({ type: 'progress' })
        }
        case 'full_sync_part': {
          const whole = parts.take(message)
          return whole ? takeFullSync(whole, connection) : dispatch({ type: 'progress' })
        }
        case 'delta_update':
        case 'atomic_transaction_complete':
          return takeFrame(message, connection)
        case 'resumed':
          target = message.version
          return dispatch({ type: 'resumed', isDone: version() >= target })
        case 'ping':
          takeClock(message.timestamp)
          connection.send({ type: 'pong' })
          // The last frame of a burst may be lost, and no later frame shows it.
          if (state().phase === 'live' && message.version > version()) dispatch({ type: 'gap' })
          return
        case 'server_draining':
          return dispatch({ type: 'draining', afterMs: message.reconnect_after_ms })
        case 'resync_required':
        case 'token_expiring':
          return dispatch({ type: message.type })
        case 'error':
          return options.onNotice({ code: message.code, detail: message.message })
        case 'command_result':
          options.sender.take(message, connection)
          if (message.warnings?.length) options.onWarned(message.id, message.warnings as readonly Warning[])
          return
        case 'pong':
      }
    },
    forgetTarget() {
      target = undefined
    },
    stop() {
      acknowledgements.stop()
      target = undefined
      parts.clear()
    },
  }
}
