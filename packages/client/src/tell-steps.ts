import type { ClientEvents, PendingChange } from './client.ts'
import type { Emitter } from './events.ts'
import type { Waiting } from './running.ts'
import type { Store, StoreStep } from './store.ts'

/** Tells of what happens in a store: the own changes that wait for it first, then whoever listens. */
export function tellSteps(options: {
  store: Store
  waiting: Waiting
  events: Emitter<ClientEvents>
  onUnsent(): void
  /** Whether a refusal of this id is told here. */
  isTold(id: string): boolean
}): { readonly pending: readonly PendingChange[] } {
  const { store, waiting, events, onUnsent, isTold } = options
  let pending: readonly PendingChange[] = []
  let known = store.outbox

  store.onStep((step) => {
    const isOther = step.before !== store.view || known !== store.outbox
    const hadUnsent = known.length
    known = store.outbox
    if (isOther) pending = store.outbox.map(({ entry }) => ({ entry, problem: problemOf(entry.id) }))
    if (step.before !== store.view) events.emit('view', store.view?.floor)
    if (isOther) events.emit('pending', pending)
    tellSettled(step)
    if (step.others) events.emit('others', step.others)
    if (hadUnsent !== known.length) onUnsent()
  })

  function problemOf(id: string) {
    return store.view?.runs.get(id)?.problem
  }

  function tellSettled({ settled, before }: StoreStep): void {
    for (const one of settled) {
      const { id, commands } = one.entry
      const isHere = isTold(id)
      waiting.settle(one, { run: before?.runs.get(id), floor: store.base?.floor })
      if (one.outcome === 'confirmed') events.emit('confirmed', { id, version: one.version })
      else if (one.outcome === 'refused' && isHere) events.emit('refused', { id, commands, problem: one.problem })
    }
  }

  return {
    get pending() {
      return pending
    },
  }
}
