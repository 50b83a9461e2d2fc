import type { Change, ClientCommand, Problem, Transaction, Warning } from '@qtable/domain'
import type { WireChange } from '@qtable/protocol'
import type { Mutation } from './mutation.ts'
import type { SettledMutation } from './outbox.ts'

/** A mutation that is durable on the server. */
export interface Confirmation {
  /** The restaurant's version that has it; after a catch-up of several versions, the last of them. */
  version: number
  /** What it changed, as far as this device can tell where the answer came without its frame. */
  changes: readonly WireChange[]
  /**
   * What speaks against it; it was done all the same. As the server said it or, where its frame came before its answer, as
   * this device foresaw it: then the event `warned` has the server's.
   */
  warnings: readonly Warning[]
}

/**
 * A mutation in progress. The view has it at once. The promise resolves when it is durable on the server and rejects with
 * the `Problem` of a refusal; offline it stays open. A caller need not await it: a rejection that nobody handles is
 * silent.
 */
export interface Running extends Promise<Confirmation> {
  /** The id of the command, or of the batch. It is also the id of its transaction, for an undo. */
  readonly id: string
  /** The commands with what the client adds to them: ids of new rows, and `was`. `editConflictOf` reads them. */
  readonly commands: readonly ClientCommand[]
  /** What it does to the view; empty where the view cannot show it. */
  readonly shown: readonly Change[]
  /** What speaks against it, as far as this device can tell. */
  readonly warnings: readonly Warning[]
  /** The same promise, for code that would otherwise read as awaiting the view. */
  readonly confirmed: Promise<Confirmation>
}

/** The mutations of this tab without an outcome, by id. */
export interface RunningMutations {
  /** `shown` is what the view makes of it. */
  add(mutation: Mutation, shown: Transaction | undefined): Running
  has(id: string): boolean
  /** Whether it began in this tab, with or without an outcome. */
  isOwn(id: string): boolean
  /** Settles the promise. `foreseen` stands in for what a confirmation does not say. */
  settle(
    settled: SettledMutation,
    foreseen: () => { changes: readonly WireChange[]; warnings: readonly Warning[] },
  ): void
}

// The server's answer to a mutation may come some frames after it.
const maxRemembered = 500

export function openRunningMutations(): RunningMutations {
  const begun = new Set<string>()
  const open = new Map<string, { resolve: (confirmation: Confirmation) => void; reject: (problem: Problem) => void }>()
  return {
    add(mutation, shown) {
      const { id } = mutation
      const promise = new Promise<Confirmation>((resolve, reject) => open.set(id, { resolve, reject }))
      begun.add(id)
      const [oldest] = begun
      if (begun.size > maxRemembered && oldest !== undefined) begun.delete(oldest)
      return runningOf(promise, mutation, shown)
    },
    has: (id) => open.has(id),
    isOwn: (id) => begun.has(id),
    settle(settled, foreseen) {
      const { id } = settled.mutation
      const promise = open.get(id)
      open.delete(id)
      if (!promise) return
      if (settled.outcome !== 'confirmed') {
        promise.reject(settled.problem)
        return
      }
      const { version, changes, warnings } = settled
      const own = foreseen()
      promise.resolve({ version, changes: changes ?? own.changes, warnings: warnings ?? own.warnings })
    },
  }
}

/** A mutation that was refused before it was shown or sent. */
export function refusedAtOnce(mutation: Pick<Mutation, 'id' | 'commands'>, problem: Problem): Running {
  return runningOf(Promise.reject<Confirmation>(problem), mutation, undefined)
}

function runningOf(
  promise: Promise<Confirmation>,
  { id, commands }: Pick<Mutation, 'id' | 'commands'>,
  shown: Transaction | undefined,
): Running {
  // Callers that do not await it hear of a refusal by the event `refused`, not by an unhandled rejection.
  promise.catch(() => {})
  const { changes = [], warnings = [] } = shown ?? {}
  return Object.assign(promise, { id, commands, shown: changes, warnings, confirmed: promise })
}
