import { describe, expect, test } from 'vitest'
import { type EventName, exampleEvents, exampleStates, inWords, type StateName } from '../testing/sync-fixtures.ts'
import { transition } from './machine.ts'
import type { SyncState } from './state.ts'

// Each transition in few words: the next state, then its effects.
const no = ''
const table: Record<StateName, Record<EventName, string>> = {
  stopped: {
    ...row(no),
    start: 'connecting: open socket, set answer',
  },
  signed_out: {
    ...row(no),
    start: 'connecting: open socket, set answer',
  },
  waiting: {
    ...row(no),
    stop: 'stopped: clear all',
    token_refused: 'signed_out: clear all',
    online: 'connecting: clear retry, open socket, set answer',
    retry_due: 'connecting: clear retry, open socket, set answer',
  },
  connecting: {
    ...row(no),
    stop: 'stopped: clear all, close',
    token_refused: 'signed_out: clear all, close',
    opened: 'answer: set answer, set silence, set quiet',
    'opened elsewhere': 'full: set answer, set silence, set quiet',
    cut: 'waiting: clear all, set retry',
    'no network': 'waiting: clear all, set retry',
    'auth ended': 'renewing: clear all, renew_token',
    forbidden: 'signed_out: clear all',
    answer_due: 'waiting: clear all, close, set retry',
    online: 'connecting: clear all, close, open socket, set answer',
  },
  full: {
    ...open(),
    progress: 'full: set answer',
    caught_up: 'live: clear answer, set stable, deliver',
    resync_required: 'full: set answer',
    answer_due: 'waiting: clear all, close, set retry',
  },
  answer: {
    ...open(),
    progress: 'answer: set answer',
    resumed: 'frames:',
    'resumed done': 'live: clear answer, set stable, deliver',
    caught_up: 'live: clear answer, set stable, deliver',
    resync_required: 'full: set answer',
    answer_due: 'waiting: clear all, close, set retry',
  },
  frames: {
    ...open(),
    progress: 'frames: set answer',
    resumed: 'frames:',
    'resumed done': 'live: clear answer, set stable, deliver',
    caught_up: 'live: clear answer, set stable, deliver',
    gap: 'answer: send resume, set answer',
    resync_required: 'full: set answer',
    answer_due: 'waiting: clear all, close, set retry',
  },
  live: {
    ...open(),
    gap: 'answer: send resume, set answer',
    resync_required: 'full: set answer',
    stable_due: 'live:',
    socket_due: 'connecting: clear all, close, open socket, set answer',
  },
  renewing: {
    ...row(no),
    stop: 'stopped: clear all',
    token_renewed: 'connecting: open socket, set answer',
    token_refused: 'signed_out: clear all',
    token_failed: 'waiting: clear all, set retry',
  },
}

function row(nothing: string): Record<EventName, string> {
  return Object.fromEntries(Object.keys(exampleEvents).map((name) => [name, nothing])) as Record<EventName, string>
}

/** With an open connection. */
function open(): Record<EventName, string> {
  return {
    ...row(no),
    stop: 'stopped: clear all, close',
    online: 'same: send ping, set silence',
    offline: 'same: send ping, set silence',
    late: 'same: send ping, set silence',
    heard: 'same: set silence, set quiet',
    draining: 'same:',
    token_expiring: 'same: renew_token',
    token_renewed: 'same: send auth_refresh',
    token_refused: 'signed_out: clear all, close',
    cut: 'waiting: clear all, set retry',
    'no network': 'waiting: clear all, set retry',
    'auth ended': 'renewing: clear all, renew_token',
    forbidden: 'signed_out: clear all',
    silence_due: 'waiting: clear all, close, set retry',
    quiet_due: 'same: send ping, set silence',
  }
}

function nameOf(state: SyncState): StateName {
  return state.phase === 'catching_up' ? state.awaiting : state.phase
}

describe('every state with every event', () => {
  for (const from of Object.keys(table) as StateName[]) {
    for (const on of Object.keys(exampleEvents) as EventName[]) {
      const wanted = table[from][on]
      test(`[SY100] ${from} on ${on}: ${wanted || 'nothing'}`, () => {
        const before = exampleStates[from]
        const [after, effects] = transition(before, exampleEvents[on])
        if (wanted === no) {
          expect(after).toBe(before)
          expect(effects).toEqual([])
          return
        }
        const to = wanted.startsWith('same') ? 'same' : nameOf(after)
        if (to === 'same') expect(nameOf(after)).toBe(from)
        expect(`${to}: ${effects.map(inWords).join(', ')}`.trim()).toBe(wanted)
      })
    }
  }
})
