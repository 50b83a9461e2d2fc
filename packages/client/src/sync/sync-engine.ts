import { backoffMs } from './backoff.ts'
import { transition } from './machine.ts'
import { openServerLink, type ServerLinkOptions } from './server-link.ts'
import type { ConnectivityEvent, SyncEffect, SyncEvent, SyncState, Timer } from './state.ts'

/** Keeps a store in step with the server, and sends its outbox. */
export interface SyncEngine {
  readonly state: SyncState
  start(): void
  stop(): void
  /** The outbox may have a mutation to send. */
  deliver(): void
  notify(event: ConnectivityEvent): void
}

export interface SyncEngineOptions extends Omit<ServerLinkOptions, 'accessToken' | 'state' | 'dispatch'> {
  auth: {
    readonly current: { readonly access_token: string } | undefined
    renew(): Promise<'renewed' | 'refused' | 'failed'>
  }
  onState(state: SyncState): void
}

/** Runs the state machine, and carries out its effects on timers and on the connection. */
export function openSyncEngine(options: SyncEngineOptions): SyncEngine {
  const { platform, auth, onState } = options
  const link = openServerLink({
    ...options,
    accessToken: () => auth.current?.access_token,
    state: () => state,
    dispatch,
  })
  const timers = new Map<Timer, unknown>()
  const events: SyncEvent[] = []
  let state: SyncState = { phase: 'stopped' }
  let isRunning = false

  // An effect may dispatch an event. It waits until all effects of the present one are carried out.
  function dispatch(event: SyncEvent): void {
    events.push(event)
    if (isRunning) return
    isRunning = true
    try {
      for (let next = events.shift(); next; next = events.shift()) {
        const before = state
        const [after, effects] = transition(before, next)
        state = after
        for (const effect of effects) run(effect)
        if (before !== after) onState(after)
      }
    } finally {
      isRunning = false
    }
  }

  function run(effect: SyncEffect): void {
    switch (effect.type) {
      case 'open':
        link.open(effect.transport)
        break
      case 'close':
        link.drop()
        break
      case 'send':
        link.send(effect.message)
        break
      case 'deliver':
        link.deliver()
        break
      case 'set_timer':
        setTimer(effect)
        break
      case 'clear_timer':
        for (const [name, timer] of timers) {
          if (effect.timer === 'all' || effect.timer === name) platform.clearTimeout(timer)
        }
        break
      case 'renew_token':
        void auth.renew().then((outcome) => dispatch({ type: `token_${outcome}` }))
    }
  }

  function setTimer({ timer, ms, backoff }: SyncEffect & { type: 'set_timer' }): void {
    const least = backoff === undefined ? 0 : backoffMs(backoff, platform.random)
    const due = { type: `${timer}_due` } as const
    platform.clearTimeout(timers.get(timer))
    timers.set(
      timer,
      platform.setTimeout(() => dispatch(due), Math.max(ms, least)),
    )
  }

  return {
    get state() {
      return state
    },
    start: () => dispatch({ type: 'start' }),
    stop: () => dispatch({ type: 'stop' }),
    deliver() {
      if (state.phase === 'live') link.deliver()
    },
    notify: (event) => dispatch({ type: event }),
  }
}
