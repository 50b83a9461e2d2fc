export type { Client, ClientEvents, Foreseen, MutationOptions, Notice, PendingMutation } from './client.ts'
export { type ClientOptions, openClient } from './open-client.ts'
export {
  type ConflictingField,
  type EditConflict,
  editAgain,
  editConflictOf,
  type RefusedEdit,
} from './outbox/edit-conflict.ts'
export type { Mutation } from './outbox/mutation.ts'
export type { Refusal } from './outbox/refusals.ts'
export type { Confirmation, Running } from './outbox/running.ts'
export type { ChannelLike, Fetch, FetchAnswer, OpenChannel, OpenSocket, Platform, SocketLike } from './platform.ts'
export type { OthersChange } from './replica/store.ts'
export type { AcceptOptions, RegisterOptions, SignInOptions } from './session/auth.ts'
export { secondFactorTicketOf } from './session/second-factor.ts'
export type { Status } from './status.ts'
export { indexedDbStorage } from './storage/indexed-db.ts'
export { memoryStorage } from './storage/memory.ts'
export type { ClientStorage, StoredBase, StoredMutation, StoredRefusal, StoredSession } from './storage/storage.ts'
export type { ConnectionStatus } from './sync/connection-status.ts'
export type { TabsOptions } from './tabs/browser-tabs.ts'
export type { LockManagerLike } from './tabs/locks.ts'
export type { AnswerPage } from './transport/http.ts'
