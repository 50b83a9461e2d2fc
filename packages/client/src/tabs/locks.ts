import type { ClientStorage } from '../storage/storage.ts'
import type { World } from '../world.ts'

/** One at a time, over all tabs that share a storage. */
export interface Locks {
  /**
   * Runs `work` while nobody else holds `name`. Rejects with the reason of `signal` where it gives up waiting, and where
   * somebody else steals the lock.
   */
  hold<T>(name: string, work: () => Promise<T>, options?: HoldOptions): Promise<T>
}

/** Either waits, until `signal` says that it need not; or takes it from whoever has it. */
export type HoldOptions = { signal?: AbortSignal } | { steal: true }

/** What a client asks of `navigator.locks`. */
export interface LockManagerLike {
  request(name: string, options: HoldOptions, work: () => Promise<unknown>): Promise<unknown>
}

/** The locks of the browser. They end with the tab that holds them, however it ends. */
export function webLocks(manager: LockManagerLike): Locks {
  return {
    hold: async <T>(name: string, work: () => Promise<T>, options: HoldOptions = {}) =>
      (await manager.request(name, options, work)) as T,
  }
}

// Longer than a request may take, so that a lease does not end under the work that it guards.
const leaseMs = 15_000
const againMs = 250

/**
 * Locks made of leases in the storage, where the browser has none of its own (pages without https). For short work
 * only, and for all who ask: a lease is not renewed, and nobody gives up waiting for it.
 */
export function leaseLocks(options: { storage: ClientStorage; world: World; owner: string }): Locks {
  const { storage, world, owner } = options
  return {
    async hold(name, work) {
      const take = (until: number) => storage.lease(name, { owner, now: world.now(), until })
      while (!(await take(world.now() + leaseMs))) {
        await new Promise<void>((resolve) => void world.setTimeout(resolve, againMs))
      }
      try {
        return await work()
      } finally {
        await take(0)
      }
    },
  }
}
