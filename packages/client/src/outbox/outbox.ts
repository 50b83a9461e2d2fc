import type { ClientCommand, Problem, Warning } from '@qtable/domain'
import type { WireChange } from '@qtable/protocol'
import type { Mutation } from './mutation.ts'

/** How far a mutation has come. */
export type DeliveryState =
  | { stage: 'storing' }
  | { stage: 'ready' }
  | { stage: 'sent' }
  /** Durable on the server; the base has not reached that version yet. */
  | { stage: 'applied'; version: number; warnings: readonly Warning[] }

export interface OutboxEntry {
  readonly mutation: Mutation
  readonly delivery: DeliveryState
  /** How often the server gave no outcome. */
  readonly failures: number
  /** Sent alone over HTTP, so that an error names this mutation and no other. */
  readonly isSuspect: boolean
}

/** The mutations without an outcome, oldest first (SY104). A value: every function returns a new one. */
export type Outbox = readonly OutboxEntry[]

/** A mutation and its outcome. */
export type SettledMutation =
  | {
      mutation: Mutation
      outcome: 'confirmed'
      version: number
      changes: readonly WireChange[] | undefined
      /** Undefined where its frame came before the answer. */
      warnings: readonly Warning[] | undefined
    }
  | { mutation: Mutation; outcome: 'refused'; problem: Problem }
  /** The undo of a refused mutation: nothing to undo, nothing to report. `problem` is the other's. */
  | { mutation: Mutation; outcome: 'withdrawn'; problem: Problem }

/** The next outbox, and what left it. */
export interface OutboxUpdate {
  outbox: Outbox
  settled: readonly SettledMutation[]
}

export function withMutation(
  outbox: Outbox,
  mutation: Mutation,
  delivery: DeliveryState = { stage: 'storing' },
): Outbox {
  if (outbox.some((entry) => entry.mutation.id === mutation.id)) return outbox
  const entry: OutboxEntry = { mutation, delivery, failures: 0, isSuspect: false }
  const at = outbox.findLastIndex((other) => other.mutation.order <= mutation.order) + 1
  return [...outbox.slice(0, at), entry, ...outbox.slice(at)]
}

export function withMutations(outbox: Outbox, mutations: readonly Mutation[], delivery: DeliveryState): Outbox {
  return mutations.reduce((before, mutation) => withMutation(before, mutation, delivery), outbox)
}

/** Moves mutations on. One that is `applied` stays so. */
export function withDelivery(outbox: Outbox, ids: ReadonlySet<string>, delivery: DeliveryState): Outbox {
  return outbox.map((entry) =>
    ids.has(entry.mutation.id) && entry.delivery.stage !== 'applied' ? { ...entry, delivery } : entry,
  )
}

/** After a lost connection: whatever was sent is sent again under the same id, because it may not have arrived (SY51). */
export function withSentReady(outbox: Outbox, { areSuspect = false } = {}): Outbox {
  return outbox.map((entry) =>
    entry.delivery.stage === 'sent'
      ? { ...entry, delivery: { stage: 'ready' }, isSuspect: entry.isSuspect || areSuspect }
      : entry,
  )
}

/** After an answer without an outcome: the server is unavailable, or refused several mutations as a whole. */
export function withFailure(outbox: Outbox, ids: ReadonlySet<string>, { areSuspect = false } = {}): Outbox {
  return outbox.map((entry) =>
    ids.has(entry.mutation.id) && entry.delivery.stage === 'sent'
      ? {
          ...entry,
          delivery: { stage: 'ready' },
          failures: entry.failures + 1,
          isSuspect: entry.isSuspect || areSuspect,
        }
      : entry,
  )
}

/** A version that the base has reached. */
export interface ReachedVersion {
  version: number
  /** The ids of the transactions and commands that the frame names. */
  ids: ReadonlySet<string>
  /** Undefined where several transactions made them. */
  changes: readonly WireChange[] | undefined
}

/** Confirms the mutations that a frame names, and those applied at a version that it reaches (SY103). */
export function confirmedBy(outbox: Outbox, reached: ReachedVersion): OutboxUpdate {
  const settled: SettledMutation[] = []
  const rest = outbox.filter(({ mutation, delivery }) => {
    const isNamed = isNamedBy(reached.ids, mutation)
    const isReached = delivery.stage === 'applied' && delivery.version <= reached.version
    if (!isNamed && !isReached) return true
    const version = delivery.stage === 'applied' ? delivery.version : reached.version
    const warnings = delivery.stage === 'applied' ? delivery.warnings : undefined
    settled.push({ mutation, outcome: 'confirmed', version, changes: isNamed ? reached.changes : undefined, warnings })
    return false
  })
  return settled.length === 0 ? { outbox, settled } : { outbox: rest, settled }
}

/** Whether the ids of a frame name a mutation, or a command of it. */
export function isNamedBy(ids: ReadonlySet<string>, { id, commands }: Mutation): boolean {
  return ids.has(id) || commands.some((command) => ids.has(command.id))
}

/** After `applied` or `duplicate`: confirmed where the base has that version, otherwise when it does (SY103). */
export function appliedAt(
  outbox: Outbox,
  id: string,
  { version, baseVersion, warnings }: { version: number; baseVersion: number; warnings: readonly Warning[] },
): OutboxUpdate {
  const entry = outbox.find(({ mutation }) => mutation.id === id)
  if (!entry) return { outbox, settled: [] }
  if (version > baseVersion) {
    return { outbox: withDelivery(outbox, new Set([id]), { stage: 'applied', version, warnings }), settled: [] }
  }
  const { mutation } = entry
  const settled: SettledMutation = { mutation, outcome: 'confirmed', version, changes: undefined, warnings }
  return { outbox: outbox.filter((other) => other !== entry), settled: [settled] }
}

/** Drops a refused mutation and the undo of it. The next one goes on (SY52, SY103, SY109). */
export function refused(outbox: Outbox, id: string, problem: Problem): OutboxUpdate {
  const entry = outbox.find(({ mutation }) => mutation.id === id)
  if (!entry) return { outbox, settled: [] }
  const settled: SettledMutation[] = [{ mutation: entry.mutation, outcome: 'refused', problem }]
  // An undo stands after its target, so that one pass also finds the undo of an undo.
  const gone = new Set([id])
  const rest = outbox.filter((other) => {
    if (other === entry) return false
    if (!other.mutation.commands.every((command) => undoes(command, gone))) return true
    gone.add(other.mutation.id)
    settled.push({ mutation: other.mutation, outcome: 'withdrawn', problem })
    return false
  })
  return { outbox: rest, settled }
}

function undoes({ type, payload }: ClientCommand, ids: ReadonlySet<string>): boolean {
  return type === 'undo' && ids.has(payload.transactionId)
}
