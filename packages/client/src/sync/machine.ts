import type { SyncEffect, SyncEvent, SyncState } from './state.ts'
import {
  afterClose,
  answerMs,
  firstLink,
  heartbeatsToSilence,
  isClosedByServer,
  listeningEffects,
  noEffects,
  probeEffects,
  socketsBeforePolling,
  type Transition,
  toAwaitingFullSync,
  toConnecting,
  toLive,
  toResuming,
  toSignedOut,
  toWaiting,
} from './transitions.ts'

type StateIn<Phase extends SyncState['phase']> = Extract<SyncState, { phase: Phase }>

/**
 * How a client keeps its connection, as a pure function: the state that an event leads to, and the effects to carry out.
 * `sync-engine.ts` carries them out with clock and network. `machine.test.ts` has every state with every event.
 */
export function transition(state: SyncState, event: SyncEvent): Transition {
  switch (state.phase) {
    case 'stopped':
    case 'signed_out':
      return event.type === 'start' ? toConnecting(firstLink) : [state, noEffects]
    case 'waiting':
      return whileWaiting(state, event)
    case 'connecting':
      return whileConnecting(state, event)
    case 'catching_up':
      return whileCatchingUp(state, event)
    case 'live':
      return whileLive(state, event)
    case 'renewing':
      return whileRenewing(state, event)
  }
}

function whileWaiting(state: StateIn<'waiting'>, event: SyncEvent): Transition {
  switch (event.type) {
    case 'retry_due':
      return toConnecting(state.link, [{ type: 'clear_timer', timer: 'retry' }])
    case 'online':
      // Failures without a network say nothing of the server: the back-off starts anew.
      return toConnecting({ ...state.link, attempt: 0 }, [{ type: 'clear_timer', timer: 'retry' }])
    case 'stop':
      return [{ phase: 'stopped' }, [{ type: 'clear_timer', timer: 'all' }]]
    case 'token_refused':
      return toSignedOut()
    default:
      return [state, noEffects]
  }
}

function whileConnecting(state: StateIn<'connecting'>, event: SyncEvent): Transition {
  const { link } = state
  switch (event.type) {
    case 'opened': {
      const awaiting = event.hasBase ? 'answer' : 'full'
      const blockedSockets = link.transport === 'socket' ? 0 : link.blockedSockets
      const silenceMs = heartbeatsToSilence * event.heartbeatMs
      const opened = { ...link, blockedSockets, drainMs: undefined, silenceMs }
      return [
        { phase: 'catching_up', link: opened, awaiting },
        [{ type: 'set_timer', timer: 'answer', ms: answerMs }, ...listeningEffects(opened)],
      ]
    }
    case 'closed': {
      const isBlocked = link.transport === 'socket' && event.problem === undefined && !isClosedByServer(event.code)
      return afterClose(isBlocked ? { ...link, blockedSockets: link.blockedSockets + 1 } : link, event)
    }
    case 'answer_due': {
      const blockedSockets = link.transport === 'socket' ? link.blockedSockets + 1 : link.blockedSockets
      return toWaiting({ ...link, blockedSockets }, { isOpen: true })
    }
    case 'online':
      // An attempt that began without a network may hang until `answer_due`, long after the network is back.
      return toConnecting({ ...link, attempt: 0 }, [{ type: 'clear_timer', timer: 'all' }, { type: 'close' }])
    default:
      return whileConnected(state, event)
  }
}

function whileCatchingUp(state: StateIn<'catching_up'>, event: SyncEvent): Transition {
  const { link, awaiting } = state
  switch (event.type) {
    case 'resumed':
      if (awaiting === 'full') return [state, noEffects]
      return event.isDone ? toLive(link) : [{ ...state, awaiting: 'frames' }, noEffects]
    case 'caught_up':
      return toLive(link)
    case 'gap':
      // A frame before the answer to `resume` cannot link. A second `resume` would only bring everything twice.
      return awaiting === 'frames' ? toResuming(link) : [state, noEffects]
    case 'progress':
      return [state, [{ type: 'set_timer', timer: 'answer', ms: answerMs }]]
    case 'resync_required':
      return toAwaitingFullSync(link)
    case 'answer_due':
      return toWaiting(link, { isOpen: true })
    default:
      return whileOpen(state, event)
  }
}

function whileLive(state: StateIn<'live'>, event: SyncEvent): Transition {
  const { link } = state
  switch (event.type) {
    case 'gap':
      return toResuming(link)
    case 'resync_required':
      return toAwaitingFullSync(link)
    case 'stable_due':
      return [{ ...state, link: { ...link, attempt: 0, isTokenRenewed: false } }, noEffects]
    case 'socket_due':
      // One more socket that does not open leads back to polling.
      return toConnecting({ ...link, transport: 'socket', attempt: 0, blockedSockets: socketsBeforePolling - 1 }, [
        { type: 'clear_timer', timer: 'all' },
        { type: 'close' },
      ])
    default:
      return whileOpen(state, event)
  }
}

function whileOpen(state: StateIn<'catching_up' | 'live'>, event: SyncEvent): Transition {
  const { link } = state
  switch (event.type) {
    case 'offline':
      return [{ ...state, link: { ...link, isDoubtful: true } }, probeEffects]
    case 'online':
    case 'late':
    case 'quiet_due':
      return [state, probeEffects]
    case 'heard':
      return [link.isDoubtful ? { ...state, link: { ...link, isDoubtful: false } } : state, listeningEffects(link)]
    case 'draining':
      return [{ ...state, link: { ...link, drainMs: event.afterMs } }, noEffects]
    case 'token_expiring':
      return [state, [{ type: 'renew_token' }]]
    case 'token_renewed':
      return [state, [{ type: 'send', message: 'auth_refresh' }]]
    case 'silence_due':
      return toWaiting(link, { isOpen: true })
    case 'closed':
      return afterClose(link, event)
    default:
      return whileConnected(state, event)
  }
}

function whileRenewing(state: StateIn<'renewing'>, event: SyncEvent): Transition {
  switch (event.type) {
    case 'token_renewed':
      return toConnecting({ ...state.link, isTokenRenewed: true })
    case 'token_failed':
      return toWaiting(state.link, { isOpen: false })
    case 'stop':
      return [{ phase: 'stopped' }, [{ type: 'clear_timer', timer: 'all' }]]
    case 'token_refused':
      return toSignedOut()
    default:
      return [state, noEffects]
  }
}

/** With a connection in any phase. */
function whileConnected(state: SyncState, event: SyncEvent): Transition {
  const close: SyncEffect = { type: 'close' }
  if (event.type === 'stop') return [{ phase: 'stopped' }, [{ type: 'clear_timer', timer: 'all' }, close]]
  if (event.type === 'token_refused') return toSignedOut([close])
  return [state, noEffects]
}
