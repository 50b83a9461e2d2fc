import {
  afterClose,
  answerMs,
  connect,
  firstLink,
  heartbeatsToSilence,
  isSpoken,
  listen,
  live,
  nothing,
  probe,
  resume,
  retry,
  type Step,
  socketsBeforePolling,
} from './moves.ts'
import type { SyncEffect, SyncEvent, SyncState } from './state.ts'

/**
 * The whole of how a client keeps its connection, as a value: what state an event leads to, and what is to be done.
 * No clock, no socket, no chance: `loop.ts` has those. Every state with every event stands in `machine.test.ts`.
 */
export function step(state: SyncState, event: SyncEvent): Step {
  switch (state.phase) {
    case 'stopped':
    case 'signed_out':
      return event.type === 'start' ? connect(firstLink) : [state, nothing]
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

function whileWaiting(state: Extract<SyncState, { phase: 'waiting' }>, event: SyncEvent): Step {
  switch (event.type) {
    case 'retry_due':
      return connect(state.link, [{ type: 'forget', timer: 'retry' }])
    case 'online':
      // What failed without a network says nothing of the server: the back-off begins anew.
      return connect({ ...state.link, attempt: 0 }, [{ type: 'forget', timer: 'retry' }])
    case 'stop':
      return [{ phase: 'stopped' }, [{ type: 'forget', timer: 'all' }]]
    case 'token_refused':
      return [{ phase: 'signed_out' }, [{ type: 'forget', timer: 'all' }]]
    default:
      return [state, nothing]
  }
}

function whileConnecting(state: Extract<SyncState, { phase: 'connecting' }>, event: SyncEvent): Step {
  const { link } = state
  switch (event.type) {
    case 'opened': {
      const awaiting = event.hasBase ? 'answer' : 'full'
      const blocked = link.transport === 'socket' ? 0 : link.blocked
      const opened = { ...link, blocked, drainMs: undefined, silenceMs: heartbeatsToSilence * event.heartbeatMs }
      return [
        { phase: 'catching_up', link: opened, awaiting },
        [{ type: 'wait', timer: 'answer', ms: answerMs }, ...listen(opened)],
      ]
    }
    case 'closed': {
      const isBlocked = link.transport === 'socket' && event.problem === undefined && !isSpoken(event.code)
      return afterClose({ ...link, blocked: isBlocked ? link.blocked + 1 : link.blocked }, event)
    }
    case 'answer_due': {
      const blocked = link.transport === 'socket' ? link.blocked + 1 : link.blocked
      return retry({ ...link, blocked }, { isOpen: true })
    }
    case 'online':
      // An attempt that began without a network may hang until `answer_due`, long after the network is back.
      return connect({ ...link, attempt: 0 }, [{ type: 'forget', timer: 'all' }, { type: 'close' }])
    default:
      return whileAny(state, event)
  }
}

function whileCatchingUp(state: Extract<SyncState, { phase: 'catching_up' }>, event: SyncEvent): Step {
  const { link, awaiting } = state
  switch (event.type) {
    case 'resumed':
      if (awaiting === 'full') return [state, nothing]
      return event.isDone ? live(link) : [{ ...state, awaiting: 'frames' }, nothing]
    case 'caught_up':
      return live(link)
    case 'gap':
      // What comes before the answer to `resume` cannot link, and asking again would only bring it twice.
      return awaiting === 'frames' ? resume(link) : [state, nothing]
    case 'resync_required':
      return [{ ...state, awaiting: 'full' }, [{ type: 'wait', timer: 'answer', ms: answerMs }]]
    case 'answer_due':
      return retry(link, { isOpen: true })
    default:
      return whileOpen(state, event)
  }
}

function whileLive(state: Extract<SyncState, { phase: 'live' }>, event: SyncEvent): Step {
  const { link } = state
  switch (event.type) {
    case 'gap':
      return resume(link)
    case 'resync_required':
      return [{ phase: 'catching_up', link, awaiting: 'full' }, [{ type: 'wait', timer: 'answer', ms: answerMs }]]
    case 'stable_due':
      return [{ ...state, link: { ...link, attempt: 0, isRenewed: false } }, nothing]
    case 'socket_due':
      // One more that does not open is enough to go on polling.
      return connect({ ...link, transport: 'socket', attempt: 0, blocked: socketsBeforePolling - 1 }, [
        { type: 'forget', timer: 'all' },
        { type: 'close' },
      ])
    default:
      return whileOpen(state, event)
  }
}

function whileOpen(state: Extract<SyncState, { phase: 'catching_up' | 'live' }>, event: SyncEvent): Step {
  switch (event.type) {
    case 'offline':
      return [{ ...state, link: { ...state.link, isDoubted: true } }, probe]
    case 'online':
    case 'late':
    case 'quiet_due':
      return [state, probe]
    case 'heard': {
      const { link } = state
      return [link.isDoubted ? { ...state, link: { ...link, isDoubted: false } } : state, listen(link)]
    }
    case 'draining':
      return [{ ...state, link: { ...state.link, drainMs: event.afterMs } }, nothing]
    case 'token_expiring':
      return [state, [{ type: 'renew_token' }]]
    case 'token_renewed':
      return [state, [{ type: 'send', message: 'auth_refresh' }]]
    case 'silence_due':
      return retry(state.link, { isOpen: true })
    case 'closed':
      return afterClose(state.link, event)
    default:
      return whileAny(state, event)
  }
}

function whileRenewing(state: Extract<SyncState, { phase: 'renewing' }>, event: SyncEvent): Step {
  switch (event.type) {
    case 'token_renewed':
      return connect({ ...state.link, isRenewed: true })
    case 'token_failed':
      return retry(state.link, { isOpen: false })
    case 'stop':
    case 'token_refused':
      return [{ phase: event.type === 'stop' ? 'stopped' : 'signed_out' }, [{ type: 'forget', timer: 'all' }]]
    default:
      return [state, nothing]
  }
}

function whileAny(state: SyncState, event: SyncEvent): Step {
  const ending: readonly SyncEffect[] = [{ type: 'forget', timer: 'all' }, { type: 'close' }]
  if (event.type === 'stop') return [{ phase: 'stopped' }, ending]
  if (event.type === 'token_refused') return [{ phase: 'signed_out' }, ending]
  return [state, nothing]
}
