import type { Link, Phase, SyncEffect, SyncEvent, SyncState } from '../sync/state.ts'

export const exampleLink: Link = {
  attempt: 3,
  transport: 'socket',
  blockedSockets: 0,
  isTokenRenewed: false,
  drainMs: undefined,
  silenceMs: 75_000,
  isDoubtful: false,
}

/** Each phase; `catching_up` by what it awaits. */
export type StateName = Exclude<Phase, 'catching_up'> | 'full' | 'answer' | 'frames'

const link = exampleLink
export const exampleStates: Record<StateName, SyncState> = {
  stopped: { phase: 'stopped' },
  waiting: { phase: 'waiting', link },
  connecting: { phase: 'connecting', link },
  full: { phase: 'catching_up', link, awaiting: 'full' },
  answer: { phase: 'catching_up', link, awaiting: 'answer' },
  frames: { phase: 'catching_up', link, awaiting: 'frames' },
  live: { phase: 'live', link },
  renewing: { phase: 'renewing', link },
  signed_out: { phase: 'signed_out' },
}

/** Each kind of event, and each kind of `closed`. */
export const exampleEvents = {
  start: { type: 'start' },
  stop: { type: 'stop' },
  online: { type: 'online' },
  offline: { type: 'offline' },
  late: { type: 'late' },
  opened: { type: 'opened', hasBase: true, heartbeatMs: 20_000 },
  'opened elsewhere': { type: 'opened', hasBase: false, heartbeatMs: 20_000 },
  resumed: { type: 'resumed', isDone: false },
  'resumed done': { type: 'resumed', isDone: true },
  progress: { type: 'progress' },
  caught_up: { type: 'caught_up' },
  gap: { type: 'gap' },
  resync_required: { type: 'resync_required' },
  heard: { type: 'heard' },
  draining: { type: 'draining', afterMs: 4_000 },
  token_expiring: { type: 'token_expiring' },
  token_renewed: { type: 'token_renewed' },
  token_refused: { type: 'token_refused' },
  token_failed: { type: 'token_failed' },
  cut: { type: 'closed', code: 1006 },
  'no network': { type: 'closed', code: 1006, problem: 'unavailable', retryAfterMs: 7_000 },
  'auth ended': { type: 'closed', code: 4401 },
  forbidden: { type: 'closed', code: 4403 },
  retry_due: { type: 'retry_due' },
  answer_due: { type: 'answer_due' },
  silence_due: { type: 'silence_due' },
  quiet_due: { type: 'quiet_due' },
  stable_due: { type: 'stable_due' },
  socket_due: { type: 'socket_due' },
} as const satisfies Record<string, SyncEvent>

export type EventName = keyof typeof exampleEvents

/** An effect in few words: `set retry`, `send ping`. */
export function inWords(effect: SyncEffect): string {
  switch (effect.type) {
    case 'open':
      return `open ${effect.transport}`
    case 'send':
      return `send ${effect.message}`
    case 'set_timer':
      return `set ${effect.timer}`
    case 'clear_timer':
      return `clear ${effect.timer}`
    case 'close':
    case 'renew_token':
    case 'deliver':
      return effect.type
  }
}
