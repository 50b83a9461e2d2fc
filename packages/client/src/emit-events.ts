import type { Warning } from '@qtable/domain'
import type { ClientEvents, PendingMutation } from './client.ts'
import type { Emitter } from './emitter.ts'
import type { Refusal } from './outbox/refusals.ts'
import type { RunningMutations } from './outbox/running.ts'
import type { Store, StoreUpdate } from './replica/store.ts'
import { changesOn } from './replica/view.ts'
import type { StatusSource } from './status.ts'

/** The lists behind the events `pending` and `refusals`. Each is the same value until its event. */
export interface EmittedLists {
  readonly pending: readonly PendingMutation[]
  readonly refusals: readonly Refusal[]
  setRefusals(list: readonly Refusal[]): void
  /** Another tab did this mutation, and reports its outcome. */
  addForwarded(id: string): void
  /** The server's answer to a mutation has warnings. */
  addWarnings(id: string, warnings: readonly Warning[]): void
}

/** Turns the updates of a store into events, and settles the promises of `run`. */
export function emitEvents(options: {
  store: Store
  running: RunningMutations
  events: Emitter<ClientEvents>
  status: StatusSource
}): EmittedLists {
  const { store, running, events, status } = options
  const forwarded = new Set<string>()
  let pending: readonly PendingMutation[] = []
  let refusals: readonly Refusal[] = []
  let { outbox } = store

  store.onUpdate((update) => {
    const isChanged = update.before !== store.view || outbox !== store.outbox
    const unsent = outbox.length
    outbox = store.outbox
    if (isChanged) pending = outbox.map(({ mutation }) => ({ mutation, problem: resultOf(mutation.id)?.problem }))
    if (update.before !== store.view) events.emit('view', store.view?.floor)
    if (isChanged) events.emit('pending', pending)
    settle(update)
    if (update.others) events.emit('others', update.others)
    if (unsent !== outbox.length) status.emit()
  })

  function resultOf(id: string) {
    return store.view?.results.get(id)
  }

  function settle({ settled, before }: StoreUpdate): void {
    for (const one of settled) {
      const { id, commands } = one.mutation
      const isReported = isReportedHere(id)
      const result = before?.results.get(id)
      running.settle(one, () => ({
        changes: changesOn(store.base?.floor, result),
        warnings: result?.transaction?.warnings ?? [],
      }))
      if (one.outcome === 'confirmed') events.emit('confirmed', { id, version: one.version })
      else if (one.outcome === 'refused' && isReported) events.emit('refused', { id, commands, problem: one.problem })
    }
  }

  // The tab of the mutation reports its refusal. For a page that is gone, the leader does.
  function isReportedHere(id: string): boolean {
    return running.has(id) || (status.current.isLeader && !forwarded.has(id))
  }

  return {
    get pending() {
      return pending
    },
    get refusals() {
      return refusals
    },
    setRefusals(list) {
      refusals = list
      events.emit('refusals', list)
    },
    addForwarded: (id) => void forwarded.add(id),
    addWarnings(id, warnings) {
      const isOfAGonePage = status.current.isLeader && !forwarded.has(id)
      if (running.isOwn(id) || isOfAGonePage) events.emit('warned', { id, warnings })
    },
  }
}
