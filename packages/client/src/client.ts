import type { CommandRequest, CommandType, Floor, PayloadOf, Problem, Transaction } from '@qtable/domain'
import type { Entry } from './outbox.ts'
import type { Refusal } from './refusals.ts'
import type { Running } from './running.ts'
import type { Registration, SignIn } from './session.ts'
import type { Status } from './status.ts'
import type { OthersChange } from './store.ts'

/** An own change without an answer. */
export interface PendingChange {
  entry: Entry
  /** Why it cannot be shown any more: the floor has moved on, and the server will probably refuse it. */
  problem: Problem | undefined
}

/** Something that a person may want to know and that changes nothing by itself. */
export interface Notice {
  /** `storage_failed`: changes are kept in memory only. Others are the codes of the server. */
  code: string
  detail: string
}

export interface ClientEvents {
  status: Status
  /** The view is another one. */
  view: Floor | undefined
  /** The own changes without an answer are others. */
  pending: Client['pending']
  confirmed: { id: string; version: number }
  /** A change of this tab was refused, or one that an earlier page left unsent. */
  refused: Pick<Refusal, 'id' | 'commands' | 'problem'>
  /** The list of what was refused is another. */
  refusals: Client['refusals']
  /** Somebody else changed something. */
  others: OthersChange
  notice: Notice
}

/** A device of one restaurant. */
export interface Client {
  /** Resolves when what was stored is read: who is signed in, their floor and their outbox. */
  readonly ready: Promise<void>
  /** The floor, as soon as there is one. */
  whenLoaded(): Promise<Floor>
  readonly status: Status
  /** The floor as it is seen here: confirmed, with the own changes on top. The same value until it changes. */
  readonly view: Floor | undefined
  /** The floor as it is confirmed. */
  readonly base: Floor | undefined
  /** The own changes without an answer, oldest first. The same value until they change. */
  readonly pending: readonly PendingChange[]
  /**
   * What was refused and not dismissed, oldest first: also by an earlier page or another tab. It is kept on the device
   * until then, or until signing out. The same value until it changes.
   */
  readonly refusals: readonly Refusal[]
  /** Takes refusals off the list, on all tabs: they are solved, or nothing is to be done. Resolves when it is stored. */
  dismiss(...ids: readonly string[]): Promise<void>
  /** The server's clock as far as it is known here, in milliseconds since 1970: for timers that all devices agree on. */
  now(): number
  /** A new UUIDv7, for what a command creates. */
  newId(): string
  signIn(given: SignIn): Promise<void>
  register(given: Registration): Promise<void>
  /** `in_use` while changes wait to be sent here, unless `evenIfUnsent`: they are sent at the next sign-in there. */
  switchTo(restaurantId: number, options?: { evenIfUnsent?: boolean }): Promise<void>
  /** Forgets the floor and what was refused. `in_use` while changes wait to be sent, unless `evenIfUnsent`: the same person's next sign-in sends them. */
  signOut(options?: { evenIfUnsent?: boolean }): Promise<void>
  /**
   * Runs a command. What the view refuses is refused at once and never sent, unless `evenIfRefused`: then the server
   * decides.
   */
  run<T extends CommandType>(type: T, payload: PayloadOf<T>, options?: RunOptions): Running
  /** Runs several commands as one: all or none, one version. */
  batch(commands: readonly (CommandRequest & { id?: string })[], options?: RunOptions): Running
  /** Why the view would refuse these commands now; undefined where it would not, or only the server can say. */
  foresee(commands: readonly CommandRequest[]): Problem | undefined
  /**
   * Takes a transaction back: the `id` of a change, also of one that is not sent yet, or one of the activity. It goes
   * out after what it takes back; where that is refused there is nothing to undo, and it rejects with the same `Problem`
   * without being told or listed.
   */
  undo(transactionId: string): Running
  /** A transaction that was seen here lately. */
  transaction(id: string): Transaction | undefined
  /** A request to the server as whoever is signed in: history, people, settings. `path` is below `/api/v1`. */
  request(method: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE', path: string, body?: unknown): Promise<unknown>
  on<Name extends keyof ClientEvents>(name: Name, listener: (event: ClientEvents[Name]) => void): () => void
  /** Ends the connection and writes what has not been written. What is unsent waits for the next client. */
  close(): Promise<void>
}

export interface RunOptions {
  /** A UUID of the caller's own: running it again with the same commands happens once. */
  id?: string
  evenIfRefused?: boolean
}
