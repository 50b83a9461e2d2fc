import type { SessionsEnded } from '../accounts/identity.ts'
import type { LoggedTransaction } from '../db/logged-transaction.ts'

/** Tells other nodes that a restaurant is at a version, with the transactions themselves if they are small. */
export interface HintMessage {
  kind: 'hint'
  restaurantId: number
  epoch: string
  version: number
  /** The last transactions up to `version`, consecutive. */
  transactions?: readonly LoggedTransaction[]
  /** The id of the transaction before the first of them, if known: they apply to that history only. */
  previous?: string
}

/** Tells other nodes that sessions have ended. */
export interface EndingMessage {
  kind: 'ended'
  ended: SessionsEnded
}

export type BusMessage = HintMessage | EndingMessage

/**
 * Messages between the nodes of one installation. They only save time: a message may be lost, duplicated, late or out of
 * order.
 */
export interface Bus {
  /** Sends a message to the other nodes. Never throws and never waits; without a connection the message is lost. */
  publish(message: BusMessage): void
  /** Calls the listener with messages of other nodes until the returned function is called. */
  subscribe(listener: (message: BusMessage) => void): () => void
  /** Whether messages of other nodes reach this node at the moment. */
  readonly isUp: boolean
  close(): Promise<void>
}
