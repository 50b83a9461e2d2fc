import { closeCodes } from '@qtable/protocol'
import type { Link, SyncEffect, SyncEvent, SyncState } from './state.ts'

/** A state that an event leads to, and the effects to carry out. */
export type Transition = readonly [state: SyncState, effects: readonly SyncEffect[]]

/** The time that a server has to open a connection or to answer `resume`. */
export const answerMs = 15_000
/** After this long a connection counts as stable: the back-off starts anew. */
export const stableMs = 10_000
/** How long a client polls before it tries a socket again. */
export const socketRetryMs = 60_000
/** After this long without a message a socket is sent a ping (SY110). */
export const quietMs = 10_000
/** The time that a server has to answer a ping (SY110). */
export const probeMs = 5_000
export const socketsBeforePolling = 2
// SY30.
export const heartbeatsToSilence = 2.5

export const firstLink: Link = {
  attempt: 0,
  transport: 'socket',
  blockedSockets: 0,
  isTokenRenewed: false,
  drainMs: undefined,
  silenceMs: 0,
  isDoubtful: false,
}
export const noEffects: readonly SyncEffect[] = []

/** Opens a new connection: a socket, or polling where sockets do not get through. */
export function toConnecting(link: Link, before: readonly SyncEffect[] = noEffects): Transition {
  const transport = link.blockedSockets >= socketsBeforePolling ? 'polling' : 'socket'
  return [
    { phase: 'connecting', link: { ...link, transport, isDoubtful: false } },
    [...before, { type: 'open', transport }, { type: 'set_timer', timer: 'answer', ms: answerMs }],
  ]
}

/** Checks that the server is there. */
export const probeEffects: readonly SyncEffect[] = [
  { type: 'send', message: 'ping' },
  { type: 'set_timer', timer: 'silence', ms: probeMs },
]

/** Restarts the timers that notice silence. Polling needs no ping: each poll is one. */
export function listeningEffects({ transport, silenceMs }: Link): readonly SyncEffect[] {
  return [
    { type: 'set_timer', timer: 'silence', ms: silenceMs },
    ...(transport === 'socket' ? [{ type: 'set_timer', timer: 'quiet', ms: quietMs } as const] : []),
  ]
}

/** Requests what is missing. */
export function toResuming(link: Link): Transition {
  return [
    { phase: 'catching_up', link, awaiting: 'answer' },
    [
      { type: 'send', message: 'resume' },
      { type: 'set_timer', timer: 'answer', ms: answerMs },
    ],
  ]
}

export function toAwaitingFullSync(link: Link): Transition {
  return [{ phase: 'catching_up', link, awaiting: 'full' }, [{ type: 'set_timer', timer: 'answer', ms: answerMs }]]
}

/** Nothing is missing: sends the outbox. */
export function toLive(link: Link): Transition {
  return [
    { phase: 'live', link },
    [
      { type: 'clear_timer', timer: 'answer' },
      { type: 'set_timer', timer: 'stable', ms: stableMs },
      ...(link.transport === 'polling' ? [{ type: 'set_timer', timer: 'socket', ms: socketRetryMs } as const] : []),
      { type: 'deliver' },
    ],
  ]
}

export function toSignedOut(more: readonly SyncEffect[] = noEffects): Transition {
  return [{ phase: 'signed_out' }, [{ type: 'clear_timer', timer: 'all' }, ...more]]
}

/** After the end of a connection: signs out, renews the token, or tries again. */
export function afterClose(link: Link, event: SyncEvent & { type: 'closed' }): Transition {
  const isForbidden = event.code === closeCodes.forbidden || event.problem === 'forbidden'
  const isTokenRefused = event.code === closeCodes.authEnded || event.problem === 'unauthenticated'
  if (isForbidden || (isTokenRefused && link.isTokenRenewed)) return toSignedOut()
  if (isTokenRefused) {
    return [{ phase: 'renewing', link }, [{ type: 'clear_timer', timer: 'all' }, { type: 'renew_token' }]]
  }
  // No socket can carry this floor, or this cursor: it is read over HTTP.
  const isUnusable = event.code === closeCodes.cursorUnusable
  const next = isUnusable ? { ...link, blockedSockets: socketsBeforePolling } : link
  return toWaiting(next, { isOpen: false, atLeastMs: event.retryAfterMs })
}

/** Waits before the next attempt: the delay of a stopping server, otherwise the back-off. */
export function toWaiting(
  link: Link,
  { isOpen, atLeastMs = 0 }: { isOpen: boolean; atLeastMs?: number | undefined },
): Transition {
  const ending: SyncEffect[] = [{ type: 'clear_timer', timer: 'all' }, ...(isOpen ? [{ type: 'close' } as const] : [])]
  const { drainMs, attempt } = link
  if (drainMs !== undefined) {
    return [
      { phase: 'waiting', link: { ...link, drainMs: undefined } },
      [...ending, { type: 'set_timer', timer: 'retry', ms: drainMs }],
    ]
  }
  return [
    { phase: 'waiting', link: { ...link, attempt: attempt + 1 } },
    [...ending, { type: 'set_timer', timer: 'retry', ms: atLeastMs, backoff: attempt }],
  ]
}

/** Whether the server itself closed the socket. Sockets then get through, whatever else is wrong. */
export function isClosedByServer(code: number): boolean {
  return code === closeCodes.restart || (code >= 4000 && code < 5000)
}
