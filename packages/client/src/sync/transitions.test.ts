import { expect, test } from 'vitest'
import { exampleEvents as events, exampleLink, inWords, exampleStates as states } from '../testing/sync-fixtures.ts'
import { transition } from './machine.ts'
import type { SyncEffect } from './state.ts'
import { answerMs, probeMs, quietMs, socketRetryMs, stableMs } from './transitions.ts'

function timersOf(effects: readonly SyncEffect[]) {
  return effects.flatMap((effect) => (effect.type === 'set_timer' ? [effect] : []))
}

test('[SY105] the back-off grows with each failed attempt, and is at least what the server asks for', () => {
  const [after, effects] = transition(states.connecting, events['no network'])
  expect(after).toMatchObject({ link: { attempt: 4 } })
  expect(timersOf(effects)).toEqual([{ type: 'set_timer', timer: 'retry', ms: 7_000, backoff: 3 }])
})

test('[SY105] a stable connection resets the back-off', () => {
  expect(transition(states.live, events.stable_due)[0]).toMatchObject({ link: { attempt: 0 } })
  expect(stableMs).toBe(10_000)
})

test('[SY105] after server_draining its delay replaces the back-off', () => {
  const [draining] = transition(states.live, events.draining)
  const [after, effects] = transition(draining, { type: 'closed', code: 1012 })
  expect(after).toMatchObject({ phase: 'waiting', link: { attempt: 3, drainMs: undefined } })
  expect(timersOf(effects)).toEqual([{ type: 'set_timer', timer: 'retry', ms: 4_000 }])
})

test('[SY30] silence is 2.5 heartbeats, and the time of a probe after the browser reports a change', () => {
  const [after, effects] = transition(states.connecting, events.opened)
  expect(timersOf(effects)).toEqual([
    { type: 'set_timer', timer: 'answer', ms: answerMs },
    { type: 'set_timer', timer: 'silence', ms: 50_000 },
    { type: 'set_timer', timer: 'quiet', ms: quietMs },
  ])
  expect(timersOf(transition(after, events.heard)[1])).toContainEqual({
    type: 'set_timer',
    timer: 'silence',
    ms: 50_000,
  })
  expect(timersOf(transition(after, events.offline)[1])).toEqual([{ type: 'set_timer', timer: 'silence', ms: probeMs }])
})

test('[SY110] a connection that the browser calls offline is doubtful until the next message', () => {
  const [doubtful] = transition(states.live, events.offline)
  expect(doubtful).toMatchObject({ phase: 'live', link: { isDoubtful: true } })
  expect(transition(doubtful, events.heard)[0]).toMatchObject({ phase: 'live', link: { isDoubtful: false } })
  const [again] = transition(transition(doubtful, events.silence_due)[0], events.retry_due)
  expect(again).toMatchObject({ phase: 'connecting', link: { isDoubtful: false } })
})

test('[SY110] polling needs no ping when it is quiet', () => {
  const [after, effects] = transition(
    { phase: 'connecting', link: { ...exampleLink, transport: 'polling' } },
    events.opened,
  )
  expect(effects.map(inWords)).toEqual(['set answer', 'set silence'])
  expect(transition(after, events.heard)[1].map(inWords)).toEqual(['set silence'])
})

test('[SY106] after two sockets that do not open for no known reason the client polls, and later tries a socket again', () => {
  const [once] = transition(states.connecting, events.cut)
  const [twice] = transition(transition(once, events.retry_due)[0], events.answer_due)
  const [polling, effects] = transition(twice, events.retry_due)
  expect(effects).toContainEqual({ type: 'open', transport: 'polling' })
  const [catchingUp] = transition(polling, events.opened)
  const [live, onLive] = transition(catchingUp, events.caught_up)
  expect(live).toMatchObject({ link: { transport: 'polling', blockedSockets: 2 } })
  expect(timersOf(onLive)).toContainEqual({ type: 'set_timer', timer: 'socket', ms: socketRetryMs })
  const [again] = transition(live, events.socket_due)
  expect(again).toMatchObject({ phase: 'connecting', link: { transport: 'socket', attempt: 0, blockedSockets: 1 } })
  expect(transition(transition(again, events.cut)[0], events.retry_due)[1]).toContainEqual({
    type: 'open',
    transport: 'polling',
  })
})

test('[SY106] a missing network or a server that closes does not count as a blocked socket', () => {
  expect(transition(states.connecting, events['no network'])[0]).toMatchObject({ link: { blockedSockets: 0 } })
  expect(transition(states.connecting, { type: 'closed', code: 1012 })[0]).toMatchObject({
    link: { blockedSockets: 0 },
  })
})

test('[SY41] a second refusal right after the token was renewed ends the session', () => {
  const [renewing] = transition(states.live, events['auth ended'])
  const [connecting] = transition(renewing, events.token_renewed)
  expect(connecting).toMatchObject({ phase: 'connecting', link: { isTokenRenewed: true } })
  expect(transition(connecting, events['auth ended'])[0]).toEqual({ phase: 'signed_out' })
  expect(transition(connecting, { type: 'closed', code: 1006, problem: 'unauthenticated' })[0]).toEqual({
    phase: 'signed_out',
  })
})

test('[SY26] a floor that no socket can carry is read over HTTP', () => {
  const [waiting] = transition(states.full, { type: 'closed', code: 4410 })
  expect(transition(waiting, events.retry_due)[0]).toMatchObject({
    phase: 'connecting',
    link: { transport: 'polling' },
  })
})
