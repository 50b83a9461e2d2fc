import { type Change, entityOf, type Floor, type Problem } from '@qtable/domain'
import type { WireChange } from '@qtable/protocol'
import type { Settled } from './outbox.ts'
import type { Run } from './view.ts'

/** A change that is durable on the server. */
export interface Confirmation {
  /** The restaurant's version that has it; after a catch-up of several versions, the last of them. */
  version: number
  /** What it changed; as far as it can be told where the answer came without its frame. */
  changes: readonly WireChange[]
}

/**
 * A change under way. It shows at once; the promise resolves when it is durable and rejects with the `Problem` of a
 * refusal. Offline it stays open until the server is reached again. Nobody has to wait for it.
 */
export interface Running extends Promise<Confirmation> {
  /** Of the command, or of the batch: also the id of its transaction, for an undo. */
  readonly id: string
  /** What it does to the view, at once; empty where it cannot be shown. */
  readonly shown: readonly Change[]
  /** The promise itself, for where `await` must not be confused with having been shown. */
  readonly confirmed: Promise<Confirmation>
}

/** The changes of this tab that wait for their outcome. */
export interface Waiting {
  add(id: string, shown: readonly Change[]): Running
  has(id: string): boolean
  settle(settled: Settled, seen: { run: Run | undefined; floor: Floor | undefined }): void
}

export function openWaiting(): Waiting {
  const open = new Map<string, { resolve: (done: Confirmation) => void; reject: (problem: Problem) => void }>()
  return {
    add(id, shown) {
      const promise = new Promise<Confirmation>((resolve, reject) => open.set(id, { resolve, reject }))
      return runningOf(promise, id, shown)
    },
    has: (id) => open.has(id),
    settle(settled, { run, floor }) {
      const one = open.get(settled.entry.id)
      open.delete(settled.entry.id)
      if (settled.outcome === 'confirmed')
        one?.resolve({ version: settled.version, changes: settled.changes ?? changedBy(run, floor) })
      else one?.reject(settled.problem)
    },
  }
}

/** A change that was refused before it began. */
export function refusedAtOnce(id: string, problem: Problem): Running {
  return runningOf(Promise.reject<Confirmation>(problem), id, [])
}

function runningOf(promise: Promise<Confirmation>, id: string, shown: readonly Change[]): Running {
  // Whoever does not wait hears of a refusal by the event.
  promise.catch(() => {})
  return Object.assign(promise, { id, shown, confirmed: promise })
}

// What was to be changed, as it is now.
function changedBy(run: Run | undefined, floor: Floor | undefined): WireChange[] {
  return (run?.transaction?.changes ?? []).map(({ before: _, ...change }): WireChange => {
    const data = floor && entityOf(floor, change.entity_type, change.entity_id)
    return data ? ({ ...change, data } as WireChange) : change
  })
}
