import type { ClientStorage } from '../storage/storage.ts'
import type { World } from '../world.ts'
import type { ChannelLike, OpenChannel } from './channel.ts'
import { type LockManagerLike, type Locks, leaseLocks, webLocks } from './locks.ts'

/** How the tabs of one browser find each other. */
export interface TabsOptions {
  /** `navigator.locks` unless given; `undefined` where there is none. */
  locks: LockManagerLike | undefined
  /** Opens a `BroadcastChannel` unless given. */
  openChannel: OpenChannel | undefined
}

export interface Tabs {
  readonly locks: Locks
  /** Undefined where tabs cannot agree on one that leads. */
  readonly shared: { locks: Locks; openChannel: OpenChannel } | undefined
  /** Undefined where tabs cannot tell each other anything. */
  readonly openChannel: OpenChannel | undefined
  /** Tells the other tabs that somebody signed in or out. */
  sayChanged(): void
  onChanged(listener: () => void): void
  close(): void
}

interface Platform {
  navigator?: { locks?: LockManagerLike }
  BroadcastChannel?: new (name: string) => ChannelLike
}

function ofPlatform(): TabsOptions {
  const { navigator, BroadcastChannel: Channel } = globalThis as unknown as Platform
  return { locks: navigator?.locks, openChannel: Channel && ((name) => new Channel(name)) }
}

/** What tabs can do with the given means. Those that share no storage have nothing to agree on. */
export function tabsOf(
  given: TabsOptions | undefined,
  { storage, world, tabId }: { storage: ClientStorage; world: World; tabId: string },
): Tabs {
  const isAlone = given === undefined && storage.kind === 'memory'
  const { locks: manager, openChannel } = isAlone ? noMeans : (given ?? ofPlatform())
  const locks = manager ? webLocks(manager) : leaseLocks({ storage, world, owner: tabId })
  const sessions = openChannel?.('qtable session')
  return {
    locks,
    shared: manager && openChannel ? { locks, openChannel } : undefined,
    openChannel,
    sayChanged() {
      sessions?.postMessage('changed')
    },
    onChanged(listener) {
      if (sessions) sessions.onmessage = () => listener()
    },
    close() {
      sessions?.close()
    },
  }
}

const noMeans: TabsOptions = { locks: undefined, openChannel: undefined }
