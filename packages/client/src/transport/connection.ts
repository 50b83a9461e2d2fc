import type { Command, Problem } from '@qtable/domain'
import type { ClientMessage, ServerMessage } from '@qtable/protocol'

/** What a client sends: the messages of a socket, and what has to go over HTTP whatever the transport. */
export type Outgoing =
  | ClientMessage
  /** Several commands, all or none. Answered with one `command_result` for `transaction_id`. */
  | { type: 'batch'; transaction_id: string; operations: readonly Command[] }
  /** Several commands in order, each on its own. Answered with a `command_result` each. */
  | { type: 'upload'; operations: readonly Command[] }

/** What a connection tells. */
export type ConnectionEvent =
  | { type: 'message'; message: ServerMessage }
  /** Nobody knows what became of these; `problem` says why the question could not be put. */
  | { type: 'send_failed'; ids: readonly string[]; problem: Problem }
  /** It is over, or did not come about: once, and last. `problem` is what HTTP said about it. */
  | { type: 'closed'; code: number; problem?: Problem }

/**
 * A stream of the messages of docs/sync-spec.md, whatever carries it: first `connection_confirmation`, then a
 * `full_sync`, or `resumed` and frames, then frames.
 */
export interface Connection {
  send(message: Outgoing): void
  /** Ends it. Nothing is told after that. */
  close(): void
}

/** Where a connection goes on from. */
export interface From {
  restaurantId: number
  /** Of the base; a full sync comes first without one. */
  place: { cursor: string; epoch: string } | undefined
}

/** A way to a server. */
export interface Transport {
  open(from: From, on: (event: ConnectionEvent) => void): Connection
}
