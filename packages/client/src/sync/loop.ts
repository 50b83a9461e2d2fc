import { closeCodes } from '@qtable/protocol'
import { unsent } from '../outbox.ts'
import type { SessionKeeper } from '../session.ts'
import type { Store } from '../store.ts'
import type { Connection, ConnectionEvent, Transport } from '../transport/connection.ts'
import type { World } from '../world.ts'
import { backoffMs } from './backoff.ts'
import { type IncomingOptions, openIncoming } from './incoming.ts'
import { step } from './machine.ts'
import { openSender } from './sender.ts'
import type { Hint, Link, SyncEffect, SyncEvent, SyncState, Timer } from './state.ts'

/** Keeps a store in step with the server, and brings its outbox there. */
export interface Loop {
  readonly state: SyncState
  start(): void
  stop(): void
  /** There may be something new to send. */
  deliver(): void
  hint(hint: Hint): void
}

export interface LoopOptions extends Pick<IncomingOptions, 'onClock' | 'onNotice' | 'restaurantId'> {
  world: World
  store: Store
  session: Pick<SessionKeeper, 'renew' | 'current'>
  transports: Readonly<Record<Link['transport'], Transport>>
  onState(state: SyncState): void
}

/** Carries out what the state machine says: the only place where it meets timers, sockets and the store. */
export function openLoop(options: LoopOptions): Loop {
  const { world, store, session, transports, restaurantId } = options
  const sender = openSender({ store, world })
  const incoming = openIncoming({ ...options, sender, state: () => state, dispatch })
  const timers = new Map<Timer, unknown>()
  const events: SyncEvent[] = []
  let state: SyncState = { phase: 'stopped' }
  let connection: Connection | undefined
  let isRunning = false

  // Events that effects cause wait for their turn: each is taken in the state that the one before it left.
  function dispatch(event: SyncEvent): void {
    events.push(event)
    if (isRunning) return
    isRunning = true
    try {
      for (let next = events.shift(); next; next = events.shift()) {
        const before = state
        const [after, effects] = step(before, next)
        state = after
        for (const effect of effects) run(effect)
        if (before !== after) options.onState(after)
      }
    } finally {
      isRunning = false
    }
  }

  function run(effect: SyncEffect): void {
    switch (effect.type) {
      case 'open':
        open(transports[effect.transport])
        break
      case 'close':
        drop()
        break
      case 'send':
        send(effect.message)
        break
      case 'wait':
        wait(effect)
        break
      case 'forget':
        for (const [name, timer] of timers) {
          if (effect.timer === 'all' || effect.timer === name) world.clearTimeout(timer)
        }
        break
      case 'renew_token':
        void session.renew().then((outcome) => dispatch({ type: `token_${outcome}` }))
        break
      case 'deliver':
        if (connection) sender.deliver(connection)
    }
  }

  function wait({ timer, ms, backoff }: SyncEffect & { type: 'wait' }): void {
    const least = backoff === undefined ? 0 : backoffMs(backoff, world.random)
    const due = { type: `${timer}_due` } as const
    world.clearTimeout(timers.get(timer))
    timers.set(
      timer,
      world.setTimeout(() => dispatch(due), Math.max(ms, least)),
    )
  }

  function open(transport: Transport): void {
    const { base } = store
    const place = base && { cursor: base.cursor, epoch: base.epoch }
    let opened: Connection | undefined
    let isOver = false
    const current: Connection = {
      send: (message) => void opened?.send(message),
      close() {
        isOver = true
        opened?.close()
      },
    }
    connection = current
    opened = transport.open({ restaurantId, place }, (event) => {
      if (!isOver) take(event, current)
    })
  }

  function drop({ areSuspect = false } = {}): void {
    connection?.close()
    connection = undefined
    sender.stop()
    incoming.stop()
    store.changeOutbox((outbox) => ({ outbox: unsent(outbox, { areSuspect }), settled: [] }))
  }

  function send(message: (SyncEffect & { type: 'send' })['message']): void {
    const cursor = store.base?.cursor
    switch (message) {
      case 'ping':
        connection?.send({ type: 'ping' })
        break
      case 'auth_refresh':
        connection?.send({ type: message, token: session.current?.access_token ?? '' })
        break
      case 'resume':
        incoming.forget()
        connection?.send(cursor === undefined ? { type: 'full_sync_request' } : { type: message, cursor })
    }
  }

  function take(event: ConnectionEvent, from: Connection): void {
    switch (event.type) {
      case 'message':
        dispatch({ type: 'heard' })
        incoming.take(event.message, from)
        break
      case 'send_failed':
        sender.take(event, from)
        break
      case 'closed': {
        const { code, problem } = event
        // The server could not read what it was sent: of what is on its way, each goes by itself now, over HTTP.
        drop({ areSuspect: code === closeCodes.badMessage || code === closeCodes.messageTooLarge })
        const retryAfterMs = (problem?.retryAfterSeconds ?? 0) * 1000
        dispatch({ type: 'closed', code, retryAfterMs, ...(problem && { problem: problem.code }) })
      }
    }
  }

  return {
    get state() {
      return state
    },
    start: () => dispatch({ type: 'start' }),
    stop: () => dispatch({ type: 'stop' }),
    deliver() {
      if (state.phase === 'live' && connection) sender.deliver(connection)
    },
    hint: (hint) => dispatch({ type: hint }),
  }
}
