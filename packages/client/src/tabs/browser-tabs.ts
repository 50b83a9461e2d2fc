import type { ChannelLike, OpenChannel, Platform } from '../platform.ts'
import type { ClientStorage } from '../storage/storage.ts'
import { type LockManagerLike, type Locks, leaseLocks, webLocks } from './locks.ts'

/** The means by which the tabs of one browser coordinate. */
export interface TabsOptions {
  /** `navigator.locks` unless given; `undefined` where there are no Web Locks. */
  locks: LockManagerLike | undefined
  /** Opens a `BroadcastChannel` unless given. */
  openChannel: OpenChannel | undefined
}

/** What the tabs of this browser can do together. */
export interface BrowserTabs {
  readonly locks: Locks
  /** Undefined where the tabs cannot elect a leader. */
  readonly shared: { locks: Locks; openChannel: OpenChannel } | undefined
  /** Undefined where the tabs cannot send each other messages. */
  readonly openChannel: OpenChannel | undefined
  /** Tells the other tabs that the stored session changed. */
  announceSession(): void
  onSession(listener: () => void): void
  close(): void
}

interface Globals {
  navigator?: { locks?: LockManagerLike }
  BroadcastChannel?: new (name: string) => ChannelLike
}

/** Opens them with the given means, or the browser's own. Tabs with memory storage have nothing to coordinate. */
export function openBrowserTabs(
  given: TabsOptions | undefined,
  { storage, platform, tabId }: { storage: ClientStorage; platform: Platform; tabId: string },
): BrowserTabs {
  const isAlone = given === undefined && storage.kind === 'memory'
  const { locks: manager, openChannel } = isAlone ? none : (given ?? browserMeans())
  const locks = manager ? webLocks(manager) : leaseLocks({ storage, platform, owner: tabId })
  const sessions = openChannel?.('qtable session')
  return {
    locks,
    shared: manager && openChannel ? { locks, openChannel } : undefined,
    openChannel,
    announceSession() {
      sessions?.postMessage('changed')
    },
    onSession(listener) {
      if (sessions) sessions.onmessage = () => listener()
    },
    close() {
      sessions?.close()
    },
  }
}

const none: TabsOptions = { locks: undefined, openChannel: undefined }

function browserMeans(): TabsOptions {
  const { navigator, BroadcastChannel: Channel } = globalThis as unknown as Globals
  return { locks: navigator?.locks, openChannel: Channel && ((name) => new Channel(name)) }
}
