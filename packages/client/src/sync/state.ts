import type { ProblemCode } from '@qtable/domain'

/** What a connection carries over from one try to the next. */
export interface Link {
  /** Tries in a row that led to nothing stable: the back-off grows with it. */
  attempt: number
  transport: 'socket' | 'polling'
  /** Sockets in a row that did not open although nothing said why: after two, the client polls (SY106). */
  blocked: number
  /** The token was renewed since the last connection that opened: once is enough to tell a bad one. */
  isRenewed: boolean
  /** A server that stops said to come back after this long (SY105). */
  drainMs: number | undefined
  /** A connection on which nothing is heard for this long is dead. */
  silenceMs: number
  /** The browser says that the network is away, and the server has not been heard since. */
  isDoubted: boolean
}

/** Where a client is on its way to the same floor as everybody else. */
export type SyncState =
  | { phase: 'stopped' }
  /** Until the back-off is over. */
  | { phase: 'waiting'; link: Link }
  | { phase: 'connecting'; link: Link }
  /** `full`: only a full sync helps. `answer`: to `resume`. `frames`: those up to the version of the answer. */
  | { phase: 'catching_up'; link: Link; awaiting: 'full' | 'answer' | 'frames' }
  | { phase: 'live'; link: Link }
  /** Renews the access token, without a connection. */
  | { phase: 'renewing'; link: Link }
  /** The session is over. The outbox is kept for the same person. */
  | { phase: 'signed_out' }

export type Phase = SyncState['phase']

/** What makes a client look whether the server is there. `late`: an own change has waited longer than a moment. */
export type Hint = 'online' | 'offline' | 'late'

/** What happens to a client. */
export type SyncEvent =
  | { type: 'start' }
  | { type: 'stop' }
  /** Those of the browser may be wrong in both directions. */
  | { type: Hint }
  /**
   * The server confirmed the connection. `hasBase`: there is a floor of the very epoch that it is in. `heartbeatMs`:
   * between its pings.
   */
  | { type: 'opened'; hasBase: boolean; heartbeatMs: number }
  /** The answer to a cursor; `isDone` where nothing is missing. */
  | { type: 'resumed'; isDone: boolean }
  /** The base has reached what the server promised: a full sync, or the last missing frame. */
  | { type: 'caught_up' }
  /** A frame or a full sync does not link to the base. */
  | { type: 'gap' }
  | { type: 'resync_required' }
  /** Any message at all. */
  | { type: 'heard' }
  | { type: 'draining'; afterMs: number }
  | { type: 'token_expiring' }
  | { type: 'token_renewed' }
  /** The server does not renew it: the session is over. */
  | { type: 'token_refused' }
  /** It could not be asked. */
  | { type: 'token_failed' }
  /** `code`: of the socket; `problem`: what HTTP said before or instead of it. */
  | { type: 'closed'; code: number; problem?: ProblemCode; retryAfterMs?: number }
  | { type: 'retry_due' }
  | { type: 'answer_due' }
  | { type: 'silence_due' }
  | { type: 'quiet_due' }
  | { type: 'stable_due' }
  | { type: 'socket_due' }

/** What is to be done about it. */
export type SyncEffect =
  | { type: 'open'; transport: 'socket' | 'polling' }
  | { type: 'close' }
  | { type: 'send'; message: 'resume' | 'ping' | 'auth_refresh' }
  /** Sets a timer, in place of the same one set before. `backoff`: as long as that try has to wait, `ms` at least. */
  | { type: 'wait'; timer: Timer; ms: number; backoff?: number }
  | { type: 'forget'; timer: Timer | 'all' }
  | { type: 'renew_token' }
  /** Sends what the outbox holds. */
  | { type: 'deliver' }

export type Timer = 'retry' | 'answer' | 'silence' | 'quiet' | 'stable' | 'socket'
