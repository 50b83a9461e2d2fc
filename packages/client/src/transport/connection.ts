import type { Command, Problem } from '@qtable/domain'
import type { ClientMessage, ServerMessage } from '@qtable/protocol'

/** What a client sends: the messages of a socket, and what goes over HTTP on every transport. */
export type OutgoingMessage =
  | ClientMessage
  /** Several commands, all or none. Answered with one `command_result` for `transaction_id`. */
  | { type: 'batch'; transaction_id: string; operations: readonly Command[] }
  /** Several commands in order, each on its own. Answered with one `command_result` each. */
  | { type: 'upload'; operations: readonly Command[] }

export type ConnectionEvent =
  | { type: 'message'; message: ServerMessage }
  /** These have no known outcome. `problem` says why the request failed. */
  | { type: 'send_failed'; ids: readonly string[]; problem: Problem }
  /** The connection ended or could not be opened. It is the last event. `problem` is the answer of HTTP about it. */
  | { type: 'closed'; code: number; problem?: Problem }

/**
 * A stream of the messages of docs/sync-spec.md on any transport: first `connection_confirmation`, then `full_sync`, or
 * `resumed` and the missing frames, then frames.
 */
export interface ServerConnection {
  send(message: OutgoingMessage): void
  /** Ends it. No event follows. */
  close(): void
}

export interface TransportOptions {
  restaurantId: number
  /** The place in the feed to go on from; without one the server sends a full sync. */
  resumeFrom: { cursor: string; epoch: string } | undefined
}

/** A way to a server. */
export interface Transport {
  open(options: TransportOptions, on: (event: ConnectionEvent) => void): ServerConnection
}
