import type { SessionsEnded } from '../accounts/identity.ts'
import type { Logged } from '../journal/log.ts'

/** That a restaurant has come to a version, with the transactions themselves where they are small. */
export interface Hint {
  kind: 'hint'
  restaurantId: number
  epoch: string
  version: number
  /** The last ones up to `version`, in order and without a gap. */
  transactions?: readonly Logged[]
  /** The transaction before the first of them, where it is known: they continue that history and no other. */
  previous?: string
}

/** That sign-ins have ended. */
export interface Ending {
  kind: 'ended'
  ended: SessionsEnded
}

export type Message = Hint | Ending

/**
 * What the nodes of one installation tell each other. Nothing depends on it but speed: a message may be lost, doubled,
 * late or out of order.
 */
export interface Bus {
  /** Tells the other nodes, as soon as may be. Never throws, never waits; without a connection the message is lost. */
  publish(message: Message): void
  /** Calls the listener with what other nodes tell, until the function that it returns is called. */
  subscribe(listener: (message: Message) => void): () => void
  /** Whether messages of others reach this node just now. */
  readonly isUp: boolean
  close(): Promise<void>
}
