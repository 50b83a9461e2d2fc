import type { Platform } from '../platform.ts'
import type { ClientStorage } from '../storage/storage.ts'

/** Mutual exclusion between all tabs that share a storage. */
export interface Locks {
  /**
   * Runs `work` while no other tab holds `name`. Rejects with the reason of `signal` where the wait is aborted, and with
   * an `AbortError` where another tab steals the lock.
   */
  hold<T>(name: string, work: () => Promise<T>, options?: HoldOptions): Promise<T>
}

/** Waits until `signal` aborts it, or takes the lock from its holder. */
export type HoldOptions = { signal?: AbortSignal } | { steal: true }

/** The part of `navigator.locks` that the client uses. */
export interface LockManagerLike {
  request(name: string, options: HoldOptions, work: () => Promise<unknown>): Promise<unknown>
}

/** The browser's Web Locks. A tab's locks end with the tab, however it ends. */
export function webLocks(manager: LockManagerLike): Locks {
  return {
    hold: async <T>(name: string, work: () => Promise<T>, options: HoldOptions = {}) =>
      (await manager.request(name, options, work)) as T,
  }
}

// Longer than a request may take, so that the lease outlasts the work that it guards.
const leaseMs = 15_000
const retryMs = 250

/**
 * Locks by leases in the storage, for pages without Web Locks (those without https). For short work only: a lease is not
 * renewed, and `HoldOptions` are ignored.
 */
export function leaseLocks(options: { storage: ClientStorage; platform: Platform; owner: string }): Locks {
  const { storage, platform, owner } = options
  return {
    async hold(name, work) {
      const take = (until: number) => storage.lease(name, { owner, now: platform.now(), until })
      while (!(await take(platform.now() + leaseMs))) {
        await new Promise<void>((resolve) => void platform.setTimeout(resolve, retryMs))
      }
      try {
        return await work()
      } finally {
        await take(0)
      }
    },
  }
}
