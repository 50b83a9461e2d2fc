import type { Refusals } from '../outbox/refusals.ts'
import type { Platform } from '../platform.ts'
import type { ClientStorage } from '../storage/storage.ts'
import { type Base, storedBase } from './base.ts'
import type { Store, StoreUpdate } from './store.ts'

/** Writes a store to the storage. */
export interface ReplicaWriter {
  /** Writes what is not written yet. */
  flush(): Promise<void>
  /** Writes the base again: the storage may have lost it. */
  restore(): void
  stop(): Promise<void>
}

// Each write stores the whole floor, so that a busy evening writes it once a second and not at every frame.
const intervalMs = 1_000

/**
 * Keeps the storage in step with a store. A confirmed mutation is removed in the same transaction as the floor with its
 * effect is written: a page that opens after a crash shows it in any case. Refusals are written at once, and so is the
 * first floor: a page that closes right after sign-in can open without a network.
 */
export function openReplicaWriter(options: {
  store: Store
  storage: ClientStorage
  refusals: Pick<Refusals, 'keep'>
  /** The base in the storage. The store may have a newer one from a tab that ended before it wrote it. */
  stored: Base | undefined
  scope: string
  /** By how many milliseconds the server's clock is ahead of this device's. */
  clockOffsetMs(): number
  platform: Platform
  reportError: (error: unknown) => void
}): ReplicaWriter {
  const { store, storage, refusals, scope, clockOffsetMs, platform, reportError } = options
  let confirmedIds: string[] = []
  let written = options.stored
  let timer: unknown
  let isScheduled = false
  let isFailing = false
  let writing: Promise<void> = Promise.resolve()

  function schedule(): void {
    if (isScheduled) return
    isScheduled = true
    timer = platform.setTimeout(() => void flush(), intervalMs)
  }

  function flush(): Promise<void> {
    platform.clearTimeout(timer)
    isScheduled = false
    const { base } = store
    if (!base || (base === written && confirmedIds.length === 0)) return writing
    const ids = confirmedIds
    confirmedIds = []
    written = base
    writing = writing
      .then(() => storage.writeBase(scope, { ...storedBase(base), clockOffsetMs: clockOffsetMs() }, ids))
      .then(() => {
        isFailing = false
      })
      .catch((error: unknown) => {
        isFailing = true
        confirmedIds = [...ids, ...confirmedIds]
        written = undefined
        reportError(error)
      })
    return writing
  }

  function onUpdate({ settled }: StoreUpdate): void {
    for (const { mutation, outcome } of settled) if (outcome === 'confirmed') confirmedIds.push(mutation.id)
    refusals.keep(settled)
    if (written === undefined && !isFailing) void flush()
    else if (store.base !== written || confirmedIds.length > 0) schedule()
  }

  const unsubscribe = store.onUpdate(onUpdate)
  if (store.base !== written) void flush()
  return {
    flush,
    restore() {
      written = undefined
      void flush()
    },
    async stop() {
      unsubscribe()
      await flush()
    },
  }
}
