import type { Refusals } from '../refusals.ts'
import { type Base, storedBase } from '../replica.ts'
import type { ClientStorage } from '../storage/storage.ts'
import type { Store, StoreStep } from '../store.ts'
import type { World } from '../world.ts'

/** Writes what a client has to what outlives it. */
export interface Keeper {
  /** Writes what has not been written yet. */
  flush(): Promise<void>
  stop(): Promise<void>
}

// The whole floor is written each time: not for every frame of a busy evening.
const restMs = 1_000

/**
 * Keeps the floor of a store in the storage. An entry that was confirmed is removed there together with the floor that
 * has its effect: whatever happens in between, a page that opens again shows it. What was refused is kept at once, and
 * so is the first floor: a page that is closed right after signing in has something to show without a network.
 */
export function openKeeper(options: {
  store: Store
  storage: ClientStorage
  refusals: Pick<Refusals, 'keep'>
  /** The base that is in the storage, where it is known: another tab may have ended before it wrote the present one. */
  stored: Base | undefined
  scope: string
  world: World
  report: (error: unknown) => void
}): Keeper {
  const { store, storage, refusals, scope, world, report } = options
  let confirmed: string[] = []
  let written = options.stored
  let timer: unknown
  let isWaiting = false
  let isFailing = false
  let writing: Promise<void> = Promise.resolve()

  function later(): void {
    if (isWaiting) return
    isWaiting = true
    timer = world.setTimeout(() => void flush(), restMs)
  }

  function flush(): Promise<void> {
    world.clearTimeout(timer)
    isWaiting = false
    const { base } = store
    if (!base || (base === written && confirmed.length === 0)) return writing
    const ids = confirmed
    confirmed = []
    written = base
    writing = writing
      .then(() => storage.writeBase(scope, storedBase(base), ids))
      .then(() => {
        isFailing = false
      })
      .catch((error: unknown) => {
        isFailing = true
        confirmed = [...ids, ...confirmed]
        written = undefined
        report(error)
      })
    return writing
  }

  function onStep({ settled }: StoreStep): void {
    for (const { entry, outcome } of settled) if (outcome === 'confirmed') confirmed.push(entry.id)
    refusals.keep(settled)
    if (written === undefined && !isFailing) void flush()
    else if (store.base !== written || confirmed.length > 0) later()
  }

  const end = store.onStep(onStep)
  if (store.base !== written) void flush()
  return {
    flush,
    async stop() {
      end()
      await flush()
    },
  }
}
