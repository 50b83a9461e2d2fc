import type { ProblemCode } from '@qtable/domain'

/** What one connection hands on to the next. */
export interface Link {
  /** Attempts in a row without a stable connection. The back-off grows with it. */
  attempt: number
  transport: 'socket' | 'polling'
  /** Sockets in a row that did not open for no known reason. After two the client polls (SY106). */
  blockedSockets: number
  /** The token was renewed since the last connection that opened: a second refusal ends the session. */
  isTokenRenewed: boolean
  /** The delay that a stopping server asked for (SY105). */
  drainMs: number | undefined
  /** A connection without a message for this long is dead. */
  silenceMs: number
  /** The browser reported that the network is gone, and no message has come since. */
  isDoubtful: boolean
}

export type SyncState =
  | { phase: 'stopped' }
  /** Waits for the end of the back-off. */
  | { phase: 'waiting'; link: Link }
  | { phase: 'connecting'; link: Link }
  /** Awaits a full sync, the answer to `resume`, or the frames up to the version of that answer. */
  | { phase: 'catching_up'; link: Link; awaiting: 'full' | 'answer' | 'frames' }
  | { phase: 'live'; link: Link }
  /** Renews the access token, without a connection. */
  | { phase: 'renewing'; link: Link }
  /** The session ended. The outbox is kept for the same person. */
  | { phase: 'signed_out' }

export type Phase = SyncState['phase']

/**
 * Reasons to check that the server is there: `online` and `offline` from the browser, which may be wrong in both
 * directions, and `late` where an own mutation has had no answer for a second.
 */
export type ConnectivityEvent = 'online' | 'offline' | 'late'

export type SyncEvent =
  | { type: 'start' }
  | { type: 'stop' }
  | { type: ConnectivityEvent }
  /** The server confirmed the connection. `hasBase`: the base is of its epoch. `heartbeatMs` is between its pings. */
  | { type: 'opened'; hasBase: boolean; heartbeatMs: number }
  /** The answer to a cursor. `isDone`: nothing is missing. */
  | { type: 'resumed'; isDone: boolean }
  /** The base reached the promised version, by a full sync or the last missing frame. */
  | { type: 'caught_up' }
  /** A part of a full sync, or one of several missing frames, came. */
  | { type: 'progress' }
  /** A frame or a full sync does not link to the base. */
  | { type: 'gap' }
  | { type: 'resync_required' }
  /** Any message. */
  | { type: 'heard' }
  | { type: 'draining'; afterMs: number }
  | { type: 'token_expiring' }
  | { type: 'token_renewed' }
  /** The server refused to renew the token: the session ended. */
  | { type: 'token_refused' }
  /** The server could not be asked. */
  | { type: 'token_failed' }
  /** `code` is the socket's; `problem` is what HTTP answered before or instead of it. */
  | { type: 'closed'; code: number; problem?: ProblemCode; retryAfterMs?: number }
  | { type: 'retry_due' }
  | { type: 'answer_due' }
  | { type: 'silence_due' }
  | { type: 'quiet_due' }
  | { type: 'stable_due' }
  | { type: 'socket_due' }

export type SyncEffect =
  | { type: 'open'; transport: Link['transport'] }
  | { type: 'close' }
  | { type: 'send'; message: 'resume' | 'ping' | 'auth_refresh' }
  /** Sets a timer in place of an earlier one of its name. `backoff` is the attempt to back off for; `ms` is the least. */
  | { type: 'set_timer'; timer: Timer; ms: number; backoff?: number }
  | { type: 'clear_timer'; timer: Timer | 'all' }
  | { type: 'renew_token' }
  /** Sends what the outbox holds. */
  | { type: 'deliver' }

export type Timer = 'retry' | 'answer' | 'silence' | 'quiet' | 'stable' | 'socket'
