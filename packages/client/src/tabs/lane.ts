import type { Entry } from '../outbox.ts'
import type { ClientStorage } from '../storage/storage.ts'
import type { World } from '../world.ts'

/** The part of a stored outbox that one tab sends. */
export interface Lane {
  /** Its name, which entries are stored with. */
  readonly name: string
  /** Lets others take over at once what is left here. It is taken back by itself where the page comes back. */
  release(): Promise<void>
  stop(): Promise<void>
}

// A tab renews its lease this often; one that has not for three times as long is gone.
const renewMs = 20_000
const leaseMs = 60_000

/**
 * Where tabs cannot agree on one that sends for all, each sends what it did itself. What a tab that is gone left behind
 * is taken over by whoever gets its lease, so that nothing is lost and no two tabs send the same.
 */
export async function openLane(options: {
  storage: ClientStorage
  world: World
  scope: string
  tabId: string
  /** Entries that nobody else sends. */
  onAdopted(entries: readonly Entry[]): void
  report(error: unknown): void
}): Promise<Lane> {
  const { storage, world, scope, tabId, onAdopted, report } = options
  const leaseOf = (lane: string) => `${scope} ${lane}`
  let timer: unknown
  let isOver = false

  function hold(lane: string, ms: number): Promise<boolean> {
    return storage.lease(leaseOf(lane), { owner: tabId, now: world.now(), until: world.now() + ms })
  }

  async function adopt(): Promise<void> {
    const stored = await storage.readOutbox(scope)
    const orphans: Entry[] = []
    for (const lane of new Set(stored.map((one) => one.lane).filter((lane) => lane !== tabId))) {
      if (!(await hold(lane, leaseMs))) continue
      const left = stored.filter((one) => one.lane === lane)
      await Promise.all(left.map(({ entry }) => storage.putEntry(scope, { entry, lane: tabId })))
      orphans.push(...left.map(({ entry }) => entry))
    }
    if (orphans.length > 0 && !isOver) onAdopted(orphans)
  }

  async function renew(): Promise<void> {
    try {
      await hold(tabId, leaseMs)
      await adopt()
    } catch (error) {
      report(error)
    }
    if (!isOver) timer = world.setTimeout(() => void renew(), renewMs)
  }

  async function release(): Promise<void> {
    await storage.lease(leaseOf(tabId), { owner: tabId, now: world.now(), until: 0 }).catch(report)
  }

  await renew()
  return {
    name: tabId,
    release,
    async stop() {
      isOver = true
      world.clearTimeout(timer)
      await release()
    },
  }
}
