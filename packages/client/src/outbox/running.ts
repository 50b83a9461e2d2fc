import type { Change, Problem } from '@qtable/domain'
import type { WireChange } from '@qtable/protocol'
import type { SettledMutation } from './outbox.ts'

/** A mutation that is durable on the server. */
export interface Confirmation {
  /** The restaurant's version that has it; after a catch-up of several versions, the last of them. */
  version: number
  /** What it changed, as far as this device can tell where the answer came without its frame. */
  changes: readonly WireChange[]
}

/**
 * A mutation in progress. The view has it at once. The promise resolves when it is durable on the server and rejects with
 * the `Problem` of a refusal; offline it stays open. A caller need not await it: a rejection that nobody handles is
 * silent.
 */
export interface Running extends Promise<Confirmation> {
  /** The id of the command, or of the batch. It is also the id of its transaction, for an undo. */
  readonly id: string
  /** What it does to the view; empty where the view cannot show it. */
  readonly shown: readonly Change[]
  /** The same promise, for code that would otherwise read as awaiting the view. */
  readonly confirmed: Promise<Confirmation>
}

/** The mutations of this tab without an outcome, by id. */
export interface RunningMutations {
  add(id: string, shown: readonly Change[]): Running
  has(id: string): boolean
  /** Settles the promise. `optimisticChanges` stand in for the changes of a confirmation that came without its frame. */
  settle(settled: SettledMutation, optimisticChanges: () => readonly WireChange[]): void
}

export function openRunningMutations(): RunningMutations {
  const open = new Map<string, { resolve: (confirmation: Confirmation) => void; reject: (problem: Problem) => void }>()
  return {
    add(id, shown) {
      const promise = new Promise<Confirmation>((resolve, reject) => open.set(id, { resolve, reject }))
      return runningOf(promise, id, shown)
    },
    has: (id) => open.has(id),
    settle(settled, optimisticChanges) {
      const { id } = settled.mutation
      const promise = open.get(id)
      open.delete(id)
      if (!promise) return
      if (settled.outcome !== 'confirmed') promise.reject(settled.problem)
      else promise.resolve({ version: settled.version, changes: settled.changes ?? optimisticChanges() })
    },
  }
}

/** A mutation that was refused before it was shown or sent. */
export function refusedAtOnce(id: string, problem: Problem): Running {
  return runningOf(Promise.reject<Confirmation>(problem), id, [])
}

function runningOf(promise: Promise<Confirmation>, id: string, shown: readonly Change[]): Running {
  // Callers that do not await it hear of a refusal by the event `refused`, not by an unhandled rejection.
  promise.catch(() => {})
  return Object.assign(promise, { id, shown, confirmed: promise })
}
