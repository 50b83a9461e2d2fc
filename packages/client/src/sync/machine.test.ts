import { describe, expect, test } from 'vitest'
import { step } from './machine.ts'
import { answerMs, probeMs, quietMs, socketAgainMs, stableMs } from './moves.ts'
import type { Link, Phase, SyncEffect, SyncEvent, SyncState } from './state.ts'

const link: Link = {
  attempt: 3,
  transport: 'socket',
  blocked: 0,
  isRenewed: false,
  drainMs: undefined,
  silenceMs: 75_000,
  isDoubted: false,
}

type StateName = Exclude<Phase, 'catching_up'> | 'full' | 'answer' | 'frames'
const states: Record<StateName, SyncState> = {
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

// Every kind of event, and every kind of end.
const events = {
  start: { type: 'start' },
  stop: { type: 'stop' },
  online: { type: 'online' },
  offline: { type: 'offline' },
  late: { type: 'late' },
  opened: { type: 'opened', hasBase: true, heartbeatMs: 20_000 },
  'opened elsewhere': { type: 'opened', hasBase: false, heartbeatMs: 20_000 },
  resumed: { type: 'resumed', isDone: false },
  'resumed done': { type: 'resumed', isDone: true },
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
type EventName = keyof typeof events

// What a step does, in short: where to, then each effect in words.
const no = ''
const table: Record<StateName, Record<EventName, string>> = {
  stopped: {
    ...row(no),
    start: 'connecting: open socket, wait answer',
  },
  signed_out: {
    ...row(no),
    start: 'connecting: open socket, wait answer',
  },
  waiting: {
    ...row(no),
    stop: 'stopped: forget all',
    token_refused: 'signed_out: forget all',
    online: 'connecting: forget retry, open socket, wait answer',
    retry_due: 'connecting: forget retry, open socket, wait answer',
  },
  connecting: {
    ...row(no),
    stop: 'stopped: forget all, close',
    token_refused: 'signed_out: forget all, close',
    opened: 'answer: wait answer, wait silence, wait quiet',
    'opened elsewhere': 'full: wait answer, wait silence, wait quiet',
    cut: 'waiting: forget all, wait retry',
    'no network': 'waiting: forget all, wait retry',
    'auth ended': 'renewing: forget all, renew_token',
    forbidden: 'signed_out: forget all',
    answer_due: 'waiting: forget all, close, wait retry',
    online: 'connecting: forget all, close, open socket, wait answer',
  },
  full: {
    ...open(),
    caught_up: 'live: forget answer, wait stable, deliver',
    resync_required: 'full: wait answer',
    answer_due: 'waiting: forget all, close, wait retry',
  },
  answer: {
    ...open(),
    resumed: 'frames:',
    'resumed done': 'live: forget answer, wait stable, deliver',
    caught_up: 'live: forget answer, wait stable, deliver',
    resync_required: 'full: wait answer',
    answer_due: 'waiting: forget all, close, wait retry',
  },
  frames: {
    ...open(),
    resumed: 'frames:',
    'resumed done': 'live: forget answer, wait stable, deliver',
    caught_up: 'live: forget answer, wait stable, deliver',
    gap: 'answer: send resume, wait answer',
    resync_required: 'full: wait answer',
    answer_due: 'waiting: forget all, close, wait retry',
  },
  live: {
    ...open(),
    gap: 'answer: send resume, wait answer',
    resync_required: 'full: wait answer',
    stable_due: 'live:',
    socket_due: 'connecting: forget all, close, open socket, wait answer',
  },
  renewing: {
    ...row(no),
    stop: 'stopped: forget all',
    token_renewed: 'connecting: open socket, wait answer',
    token_refused: 'signed_out: forget all',
    token_failed: 'waiting: forget all, wait retry',
  },
}

function row(nothing: string): Record<EventName, string> {
  return Object.fromEntries(Object.keys(events).map((name) => [name, nothing])) as Record<EventName, string>
}

/** What every open connection does. */
function open(): Record<EventName, string> {
  return {
    ...row(no),
    stop: 'stopped: forget all, close',
    online: 'same: send ping, wait silence',
    offline: 'same: send ping, wait silence',
    late: 'same: send ping, wait silence',
    heard: 'same: wait silence, wait quiet',
    draining: 'same:',
    token_expiring: 'same: renew_token',
    token_renewed: 'same: send auth_refresh',
    token_refused: 'signed_out: forget all, close',
    cut: 'waiting: forget all, wait retry',
    'no network': 'waiting: forget all, wait retry',
    'auth ended': 'renewing: forget all, renew_token',
    forbidden: 'signed_out: forget all',
    silence_due: 'waiting: forget all, close, wait retry',
    quiet_due: 'same: send ping, wait silence',
  }
}

function inWords(effect: SyncEffect): string {
  switch (effect.type) {
    case 'open':
      return `open ${effect.transport}`
    case 'send':
      return `send ${effect.message}`
    case 'wait':
    case 'forget':
      return `${effect.type} ${effect.timer}`
    case 'close':
    case 'renew_token':
    case 'deliver':
      return effect.type
  }
}

function nameOf(state: SyncState): StateName {
  return state.phase === 'catching_up' ? state.awaiting : state.phase
}

describe('every state with every event', () => {
  for (const from of Object.keys(table) as StateName[]) {
    for (const on of Object.keys(events) as EventName[]) {
      const wanted = table[from][on]
      test(`[SY100] ${from} on ${on}: ${wanted || 'nothing'}`, () => {
        const before = states[from]
        const [after, effects] = step(before, events[on])
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

function waits(effects: readonly SyncEffect[]) {
  return effects.flatMap((effect) => (effect.type === 'wait' ? [effect] : []))
}

describe('what is carried along', () => {
  test('[SY105] each try that leads nowhere makes the next back-off longer, at least as long as the server asks', () => {
    const [after, effects] = step(states.connecting, events['no network'])
    expect(after).toMatchObject({ link: { attempt: 4 } })
    expect(waits(effects)).toEqual([{ type: 'wait', timer: 'retry', ms: 7_000, backoff: 3 }])
  })

  test('[SY105] a connection that lasts begins the back-off anew', () => {
    expect(step(states.live, events.stable_due)[0]).toMatchObject({ link: { attempt: 0 } })
    expect(stableMs).toBe(10_000)
  })

  test('[SY105] after server_draining its own delay counts, and no attempt', () => {
    const [draining] = step(states.live, events.draining)
    const [after, effects] = step(draining, { type: 'closed', code: 1012 })
    expect(after).toMatchObject({ phase: 'waiting', link: { attempt: 3, drainMs: undefined } })
    expect(waits(effects)).toEqual([{ type: 'wait', timer: 'retry', ms: 4_000 }])
  })

  test('[SY30] silence is 2.5 intervals, and shorter after a hint that the network changed', () => {
    const [after, effects] = step(states.connecting, events.opened)
    expect(waits(effects)).toEqual([
      { type: 'wait', timer: 'answer', ms: answerMs },
      { type: 'wait', timer: 'silence', ms: 50_000 },
      { type: 'wait', timer: 'quiet', ms: quietMs },
    ])
    expect(waits(step(after, events.heard)[1])).toContainEqual({ type: 'wait', timer: 'silence', ms: 50_000 })
    expect(waits(step(after, events.offline)[1])).toEqual([{ type: 'wait', timer: 'silence', ms: probeMs }])
  })

  test('[SY110] whom the browser calls offline is doubted until the server is heard, whatever the transport', () => {
    const [doubted] = step(states.live, events.offline)
    expect(doubted).toMatchObject({ phase: 'live', link: { isDoubted: true } })
    expect(step(doubted, events.heard)[0]).toMatchObject({ phase: 'live', link: { isDoubted: false } })
    const [again] = step(step(doubted, events.silence_due)[0], events.retry_due)
    expect(again).toMatchObject({ phase: 'connecting', link: { isDoubted: false } })
  })

  test('[SY110] polling asks all the time: it is not asked again for being quiet', () => {
    const [after, effects] = step({ phase: 'connecting', link: { ...link, transport: 'polling' } }, events.opened)
    expect(effects.map(inWords)).toEqual(['wait answer', 'wait silence'])
    expect(step(after, events.heard)[1].map(inWords)).toEqual(['wait silence'])
  })

  test('[SY106] two sockets that do not open for no reason lead to polling, which tries a socket again', () => {
    const [once] = step(states.connecting, events.cut)
    const [twice] = step(step(once, events.retry_due)[0], events.answer_due)
    const [polling, effects] = step(twice, events.retry_due)
    expect(effects).toContainEqual({ type: 'open', transport: 'polling' })
    const [catchingUp] = step(polling, events.opened)
    const [live, onLive] = step(catchingUp, events.caught_up)
    expect(live).toMatchObject({ link: { transport: 'polling', blocked: 2 } })
    expect(waits(onLive)).toContainEqual({ type: 'wait', timer: 'socket', ms: socketAgainMs })
    const [again] = step(live, events.socket_due)
    expect(again).toMatchObject({ phase: 'connecting', link: { transport: 'socket', attempt: 0, blocked: 1 } })
    expect(step(step(again, events.cut)[0], events.retry_due)[1]).toContainEqual({ type: 'open', transport: 'polling' })
  })

  test('[SY106] a network that is away, or a server that closes, is no blocked socket', () => {
    expect(step(states.connecting, events['no network'])[0]).toMatchObject({ link: { blocked: 0 } })
    expect(step(states.connecting, { type: 'closed', code: 1012 })[0]).toMatchObject({ link: { blocked: 0 } })
  })

  test('[SY41] a token that is bad again right after it was renewed ends the session', () => {
    const [renewing] = step(states.live, events['auth ended'])
    const [connecting] = step(renewing, events.token_renewed)
    expect(connecting).toMatchObject({ phase: 'connecting', link: { isRenewed: true } })
    expect(step(connecting, events['auth ended'])[0]).toEqual({ phase: 'signed_out' })
    expect(step(connecting, { type: 'closed', code: 1006, problem: 'unauthenticated' })[0]).toEqual({
      phase: 'signed_out',
    })
  })
})
