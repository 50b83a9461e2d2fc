import type { CommandRequest, CommandType, Floor, PayloadOf, Problem, Transaction, Warning } from '@qtable/domain'
import type { PasskeySignInBody, SecondFactorBody } from '@qtable/protocol'
import type { Mutation } from './outbox/mutation.ts'
import type { Refusal } from './outbox/refusals.ts'
import type { Running } from './outbox/running.ts'
import type { OthersChange } from './replica/store.ts'
import type { AcceptOptions, RegisterOptions, SignInOptions } from './session/auth.ts'
import type { Status } from './status.ts'
import type { AnswerPage } from './transport/http.ts'

/** An own mutation without an outcome. */
export interface PendingMutation {
  mutation: Mutation
  /** Why the view no longer shows it: the floor has changed since, and the server will probably refuse it. */
  problem: Problem | undefined
}

/** Something that a person may want to know. */
export interface Notice {
  /** `storage_failed`: mutations are kept in memory only. Other codes are those of the server's `error` messages. */
  code: string
  detail: string
}

export interface ClientEvents {
  status: Status
  view: Floor | undefined
  pending: Client['pending']
  confirmed: { id: string; version: number }
  /** A mutation of this tab was refused, or one that an earlier page left unsent. */
  refused: Pick<Refusal, 'id' | 'commands' | 'problem'>
  refusals: Client['refusals']
  /** The server did a mutation of this tab, and warns of something. `id` is the mutation's. */
  warned: { id: string; warnings: readonly Warning[] }
  /** Another device changed something. */
  others: OthersChange
  notice: Notice
}

/** A device of one restaurant. */
export interface Client {
  /** Resolves when the stored state is read: who is signed in, their floor and their outbox. */
  readonly ready: Promise<void>
  /** Resolves with the floor as soon as there is one. */
  whenLoaded(): Promise<Floor>
  readonly status: Status
  /** The confirmed floor with the own mutations on top. The same value until it changes. */
  readonly view: Floor | undefined
  /** The confirmed floor. */
  readonly base: Floor | undefined
  /** The own mutations without an outcome, oldest first. The same value until it changes. */
  readonly pending: readonly PendingMutation[]
  /**
   * The refusals that are not dismissed, oldest first, also those of an earlier page or another tab. They stay on the
   * device until they are dismissed or the person signs out. The same value until it changes.
   */
  readonly refusals: readonly Refusal[]
  /** Removes refusals from the list on every tab. Resolves when that is stored. */
  dismiss(...ids: readonly string[]): Promise<void>
  /** The server's clock as far as it is known, in milliseconds since 1970: for timers that agree on every device. */
  now(): number
  /** A new UUIDv7, for a row that a command creates. */
  newId(): string
  /**
   * `unauthenticated` where email or password is wrong, `rate_limited` after too many attempts, `second_factor_required`
   * where a code is needed too: `secondFactorTicketOf` tells the ticket that it completes.
   */
  signIn(options: SignInOptions): Promise<void>
  /**
   * Completes a sign-in with its ticket and a code: `validation_failed` where that is wrong, `unauthenticated` where the ticket
   * is too old. Or signs in with the answer of a passkey to `/auth/passkeys/sign-in-options`.
   */
  completeSignIn(answer: SecondFactorBody | PasskeySignInBody): Promise<void>
  /** Creates a restaurant and its owner; `already_exists` where the email has an account. */
  register(options: RegisterOptions): Promise<void>
  /**
   * Accepts an invitation and signs in at its restaurant: without a password as the person who is signed in, otherwise with
   * the account of its address or, given a name, with a new one. `not_found` where the link does not work, `in_use` while
   * mutations are unsent (see `switchTo`).
   */
  accept(invitation: AcceptOptions, options?: { evenIfUnsent?: boolean }): Promise<void>
  /**
   * Switches to another restaurant of the same person. `in_use` while mutations are unsent; with `evenIfUnsent` they stay
   * on the device and are sent when the person returns to that restaurant.
   */
  switchTo(restaurantId: number, options?: { evenIfUnsent?: boolean }): Promise<void>
  /**
   * Signs out and removes floor and refusals from the device. `in_use` while mutations are unsent; with `evenIfUnsent`
   * they stay on the device and are sent at the same person's next sign-in.
   */
  signOut(options?: { evenIfUnsent?: boolean }): Promise<void>
  /**
   * Runs a command. A command that the view refuses is refused at once and never sent; with `evenIfRefused` the server
   * decides.
   *
   * An edit carries what its author saw (`was`), so that the newer value of somebody else is kept: another value is refused
   * with `edit_conflict` (see `editConflictOf`). A form passes the row that it was opened with as `was`; it may then pass
   * all of its fields, because those that are as they were seen are not sent. Without `was` it is what the view shows now.
   */
  run<T extends CommandType>(type: T, payload: PayloadOf<T>, options?: MutationOptions): Running
  /** Runs several commands as one: all or none, in one version. */
  batch(commands: readonly (CommandRequest & { id?: string })[], options?: MutationOptions): Running
  /** What the view would say to these commands now, without running them. */
  foresee(commands: readonly CommandRequest[]): Foreseen
  /**
   * Undoes a transaction: the `id` of a mutation, sent or not, or of an entry in the activity. It is sent after its
   * target. Where that is refused the undo rejects with the same `Problem` and appears in no event or list.
   */
  undo(transactionId: string): Running
  /** A transaction that this device applied lately. */
  transaction(id: string): Transaction | undefined
  /**
   * Sends a request in the name of the signed-in person: history, people, settings. `path` is below `/api/v1`. Rejects
   * with the `Problem` of the answer.
   */
  request(method: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE', path: string, body?: unknown): Promise<unknown>
  /**
   * A list that the server gives in pages: history, activity, people. `path` is below `/api/v1`. Each step sends a request
   * and gives a page, which may hold fewer entries than `limit` asks for; the last one ends it. Rejects as `request` does.
   */
  pages(path: string): AsyncIterable<AnswerPage>
  /** Sends a request without a session: what a link is for, a new password. `path` is below `/api/v1`. */
  post(path: string, body: unknown): Promise<unknown>
  /** Calls `listener` at each event of that name. The returned function ends it. */
  on<Name extends keyof ClientEvents>(name: Name, listener: (event: ClientEvents[Name]) => void): () => void
  /** Closes the connection and writes what is not written yet. Unsent mutations wait for the next client. */
  close(): Promise<void>
}

/** What the view says to commands that were not run. */
export interface Foreseen {
  /** Why it would refuse them; undefined where it would not, or where only the server can decide. */
  problem: Problem | undefined
  /** What speaks against them where it would take them. */
  warnings: readonly Warning[]
}

export interface MutationOptions {
  /** A UUID of the caller: the same commands run again under it happen once. */
  id?: string
  evenIfRefused?: boolean
}
