import { closeCodes } from '@qtable/protocol'
import type { Link, SyncEffect, SyncEvent, SyncState } from './state.ts'

export type Step = readonly [state: SyncState, effects: readonly SyncEffect[]]

/** As long as a server may take to open a connection or to answer `resume`. */
export const answerMs = 15_000
/** A connection that lived this long was no accident: the back-off begins anew. */
export const stableMs = 10_000
/** How long a client polls before it tries a socket again. */
export const socketAgainMs = 60_000
/** A socket on which nothing was heard for this long is asked whether it is still there. */
export const quietMs = 10_000
/** Whoever is asked, also after a hint that the network changed, has this long to show that they are there. */
export const probeMs = 5_000
export const socketsBeforePolling = 2
// SY30.
export const heartbeatsToSilence = 2.5

export const firstLink: Link = {
  attempt: 0,
  transport: 'socket',
  blocked: 0,
  isRenewed: false,
  drainMs: undefined,
  silenceMs: 0,
  isDoubted: false,
}
export const nothing: readonly SyncEffect[] = []

/** Tries anew, by polling where sockets do not get through. */
export function connect(link: Link, before: readonly SyncEffect[] = nothing): Step {
  const transport = link.blocked >= socketsBeforePolling ? 'polling' : 'socket'
  return [
    { phase: 'connecting', link: { ...link, transport, isDoubted: false } },
    [...before, { type: 'open', transport }, { type: 'wait', timer: 'answer', ms: answerMs }],
  ]
}

/** Asks whether the server is there. */
export const probe: readonly SyncEffect[] = [
  { type: 'send', message: 'ping' },
  { type: 'wait', timer: 'silence', ms: probeMs },
]

/** Listens, and asks where it stays quiet. Polling asks all the time. */
export function listen({ transport, silenceMs }: Link): readonly SyncEffect[] {
  return [
    { type: 'wait', timer: 'silence', ms: silenceMs },
    ...(transport === 'socket' ? [{ type: 'wait', timer: 'quiet', ms: quietMs } as const] : []),
  ]
}

/** Asks for what is missing. */
export function resume(link: Link): Step {
  return [
    { phase: 'catching_up', link, awaiting: 'answer' },
    [
      { type: 'send', message: 'resume' },
      { type: 'wait', timer: 'answer', ms: answerMs },
    ],
  ]
}

/** Everything is there: what waits is sent. */
export function live(link: Link): Step {
  return [
    { phase: 'live', link },
    [
      { type: 'forget', timer: 'answer' },
      { type: 'wait', timer: 'stable', ms: stableMs },
      ...(link.transport === 'polling' ? [{ type: 'wait', timer: 'socket', ms: socketAgainMs } as const] : []),
      { type: 'deliver' },
    ],
  ]
}

/** What the end of a connection leads to. */
export function afterClose(link: Link, event: SyncEvent & { type: 'closed' }): Step {
  const isOver = event.code === closeCodes.forbidden || event.problem === 'forbidden'
  const isUnknown = event.code === closeCodes.authEnded || event.problem === 'unauthenticated'
  if (isOver || (isUnknown && link.isRenewed)) return [{ phase: 'signed_out' }, [{ type: 'forget', timer: 'all' }]]
  if (isUnknown) {
    return [{ phase: 'renewing', link }, [{ type: 'forget', timer: 'all' }, { type: 'renew_token' }]]
  }
  return retry(link, { isOpen: false, atLeastMs: event.retryAfterMs })
}

/** Waits and tries again. */
export function retry(
  link: Link,
  { isOpen, atLeastMs = 0 }: { isOpen: boolean; atLeastMs?: number | undefined },
): Step {
  const forget: SyncEffect[] = [{ type: 'forget', timer: 'all' }, ...(isOpen ? [{ type: 'close' } as const] : [])]
  const { drainMs, attempt } = link
  if (drainMs !== undefined) {
    return [
      { phase: 'waiting', link: { ...link, drainMs: undefined } },
      [...forget, { type: 'wait', timer: 'retry', ms: drainMs }],
    ]
  }
  return [
    { phase: 'waiting', link: { ...link, attempt: attempt + 1 } },
    [...forget, { type: 'wait', timer: 'retry', ms: atLeastMs, backoff: attempt }],
  ]
}

/** Whether a server spoke before it closed: then sockets are not blocked, whatever else is wrong. */
export function isSpoken(code: number): boolean {
  return code === closeCodes.restart || (code >= 4000 && code < 5000)
}
