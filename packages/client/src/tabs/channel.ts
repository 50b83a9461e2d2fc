import type { Warning } from '@qtable/domain'
import { type ChangesFrame, PROTOCOL_VERSION, type WireChange } from '@qtable/protocol'
import type { Mutation } from '../outbox/mutation.ts'
import type { Outbox, SettledMutation } from '../outbox/outbox.ts'
import type { OpenChannel } from '../platform.ts'
import type { ClockWindow } from '../session/server-clock.ts'
import type { StoredBase } from '../storage/storage.ts'
import type { ConnectionStatus } from '../sync/connection-status.ts'
import { deserializeProblem, type SerializedProblem, serializeProblem } from '../transport/serialized-problem.ts'

// Raised with every change of `TabMessage`.
const tabsVersion = 4

/**
 * The name of a lock or a channel that only tabs of one app version share. Tabs of two versions are as two devices: both
 * send what is stored, which ids make harmless (SY51), and neither has to understand the other (SY107).
 */
export function versionedName(what: 'leader' | 'talk', scope: string): string {
  return `qtable ${what} ${PROTOCOL_VERSION}.${tabsVersion} ${scope}`
}

/** The messages between the tabs of one browser. All of it is plain data. */
export type TabMessage =
  /** To the leader: asks for `state`. */
  | { type: 'state_request' }
  /** To the leader: checks that it is awake. Any message is an answer. */
  | { type: 'ping' }
  /** To the leader: a stored mutation to send. */
  | { type: 'submit'; mutation: Mutation }
  /** From the leader. */
  | { type: 'state'; base: StoredBase | undefined; outbox: Outbox; status: ConnectionStatus }
  /** From the leader: one update of its store. `base` where the base was replaced as a whole. */
  | { type: 'update'; frame?: ChangesFrame; base?: StoredBase; outbox: Outbox; settled: readonly SerializedSettled[] }
  | { type: 'status'; status: ConnectionStatus }
  /** From the leader. */
  | { type: 'clock'; window: ClockWindow }
  /** From the leader: what an answer of the server warns of. */
  | { type: 'warned'; id: string; warnings: readonly Warning[] }

export type SerializedSettled =
  | {
      mutation: Mutation
      outcome: 'confirmed'
      version: number
      changes: readonly WireChange[] | undefined
      warnings: readonly Warning[] | undefined
    }
  | { mutation: Mutation; outcome: 'refused' | 'withdrawn'; problem: SerializedProblem }

export interface TabChannel {
  post(message: TabMessage): void
  close(): void
}

export function openTabChannel(
  openChannel: OpenChannel,
  scope: string,
  onMessage: (message: TabMessage) => void,
): TabChannel {
  const channel = openChannel(versionedName('talk', scope))
  channel.onmessage = ({ data }: { data: TabMessage }) => onMessage(data)
  return {
    post: (message) => channel.postMessage(message),
    close: () => channel.close(),
  }
}

export function serializeSettled(settled: SettledMutation): SerializedSettled {
  return settled.outcome === 'confirmed' ? settled : { ...settled, problem: serializeProblem(settled.problem) }
}

export function deserializeSettled(settled: SerializedSettled): SettledMutation {
  return settled.outcome === 'confirmed' ? settled : { ...settled, problem: deserializeProblem(settled.problem) }
}
