import type { Mutation } from '../outbox/mutation.ts'
import type { Platform } from '../platform.ts'
import type { ClientStorage } from '../storage/storage.ts'

/** The part of a stored outbox that one tab sends. */
export interface TabOutbox {
  /** Its mutations are stored with this id. */
  readonly tabId: string
  /** Lets another tab take over at once. A page that comes back renews its lease. */
  release(): Promise<void>
  stop(): Promise<void>
}

const renewMs = 20_000
// A tab that has not renewed its lease three times in a row is gone.
const leaseMs = 60_000

/**
 * Where the tabs cannot elect a leader, each sends its own mutations. It also takes over the mutations of a tab that is
 * gone, by its lease: nothing is lost, and no two tabs send the same.
 */
export async function openTabOutbox(options: {
  storage: ClientStorage
  platform: Platform
  scope: string
  tabId: string
  /** Called with the mutations that this tab took over. */
  onAdopted(mutations: readonly Mutation[]): void
  reportError(error: unknown): void
}): Promise<TabOutbox> {
  const { storage, platform, scope, tabId, onAdopted, reportError } = options
  let timer: unknown
  let isOver = false

  function lease(tab: string, ms: number): Promise<boolean> {
    const now = platform.now()
    return storage.lease(`${scope} ${tab}`, { owner: tabId, now, until: now + ms })
  }

  async function adoptOrphans(): Promise<void> {
    const stored = await storage.readOutbox(scope)
    const adopted: Mutation[] = []
    for (const other of new Set(stored.map((one) => one.tabId).filter((id) => id !== tabId))) {
      if (!(await lease(other, leaseMs))) continue
      const orphans = stored.filter((one) => one.tabId === other)
      await Promise.all(orphans.map(({ mutation }) => storage.putMutation(scope, { mutation, tabId })))
      adopted.push(...orphans.map(({ mutation }) => mutation))
    }
    if (adopted.length > 0 && !isOver) onAdopted(adopted)
  }

  async function renew(): Promise<void> {
    try {
      await lease(tabId, leaseMs)
      await adoptOrphans()
    } catch (error) {
      reportError(error)
    }
    if (!isOver) timer = platform.setTimeout(() => void renew(), renewMs)
  }

  async function release(): Promise<void> {
    const now = platform.now()
    await storage.lease(`${scope} ${tabId}`, { owner: tabId, now, until: 0 }).catch(reportError)
  }

  await renew()
  return {
    tabId,
    release,
    async stop() {
      isOver = true
      platform.clearTimeout(timer)
      await release()
    },
  }
}
