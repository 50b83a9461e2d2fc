import type { ChannelLike } from '../platform.ts'
import type { TabsOptions } from '../tabs/browser-tabs.ts'
import { openFakeLocks } from './fake-locks.ts'

/** What the tabs of one fake browser share: locks, and channels that carry copies. */
export interface FakeTabs {
  /** Opens one more tab. */
  open(): FakeTab
}

export interface FakeTab extends TabsOptions {
  /** Ends the tab, as a crash does. */
  kill(): void
  /** While deaf, the tab gets no message of the others; afterwards it gets all of them at once, as a frozen tab does. */
  deafen(isDeaf: boolean): void
}

export function openFakeTabs(): FakeTabs {
  const channels = new Map<string, Set<ChannelLike & { owner: object }>>()
  const missed = new Map<object, (() => unknown)[]>()
  const locks = openFakeLocks()

  function openChannel(owner: object, name: string): ChannelLike {
    const others = channels.get(name) ?? new Set()
    channels.set(name, others)
    const channel = {
      owner,
      onmessage: null as ChannelLike['onmessage'],
      postMessage(message: unknown) {
        const data = structuredClone(message)
        for (const other of others) {
          if (other === channel) continue
          const deliver = () => others.has(other) && other.onmessage?.({ data } as never)
          const kept = missed.get(other.owner)
          if (kept) kept.push(deliver)
          else queueMicrotask(deliver)
        }
      },
      close() {
        others.delete(channel)
      },
    }
    others.add(channel)
    return channel
  }

  return {
    open() {
      const owner = {}
      return {
        locks: { request: (name, options, work) => locks.request(owner, { name, options, work }) },
        openChannel: (name) => openChannel(owner, name),
        deafen(isDeaf) {
          const kept = missed.get(owner) ?? []
          if (isDeaf) missed.set(owner, kept)
          else missed.delete(owner)
          if (!isDeaf) for (const deliver of kept) queueMicrotask(deliver)
        },
        kill() {
          for (const all of channels.values()) for (const one of all) if (one.owner === owner) all.delete(one)
          locks.kill(owner)
        },
      }
    },
  }
}
