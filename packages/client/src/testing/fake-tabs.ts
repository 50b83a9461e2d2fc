import type { ChannelLike } from '../tabs/channel.ts'
import type { TabsOptions } from '../tabs/tabs.ts'

/** What the tabs of one pretended browser share: locks, and channels that carry copies. */
export interface FakeTabs {
  /** The means of one more tab. */
  open(): TabsOptions & { kill(): void }
}

interface Held {
  owner: object
  release: () => void
}

export function openFakeTabs(): FakeTabs {
  const channels = new Map<string, Set<ChannelLike & { owner: object }>>()
  const held = new Map<string, Held>()
  const queues = new Map<string, { owner: object; start: () => void }[]>()

  function next(name: string): void {
    held.delete(name)
    queues.get(name)?.shift()?.start()
  }

  function request(owner: object, name: string, signal: AbortSignal | undefined, work: () => Promise<unknown>) {
    return new Promise<unknown>((resolve, reject) => {
      const start = () => {
        let isOver = false
        const release = () => {
          if (isOver) return
          isOver = true
          next(name)
        }
        held.set(name, { owner, release })
        work().then(resolve, reject).finally(release)
      }
      const waiting = { owner, start }
      signal?.addEventListener('abort', () => {
        const queue = queues.get(name) ?? []
        const at = queue.indexOf(waiting)
        if (at >= 0) queue.splice(at, 1)
        reject(signal.reason)
      })
      if (!held.has(name)) start()
      else queues.set(name, [...(queues.get(name) ?? []), waiting])
    })
  }

  function openChannel(owner: object, name: string): ChannelLike {
    const others = channels.get(name) ?? new Set()
    channels.set(name, others)
    const channel = {
      owner,
      onmessage: null as ChannelLike['onmessage'],
      postMessage(message: unknown) {
        const data = structuredClone(message)
        for (const other of others) {
          if (other !== channel) queueMicrotask(() => others.has(other) && other.onmessage?.({ data } as never))
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
        locks: { request: (name, { signal }, work) => request(owner, name, signal, work) },
        openChannel: (name) => openChannel(owner, name),
        kill() {
          for (const all of channels.values()) for (const one of all) if (one.owner === owner) all.delete(one)
          for (const [name, queue] of queues) {
            queues.set(
              name,
              queue.filter((waiting) => waiting.owner !== owner),
            )
          }
          for (const one of [...held.values()]) if (one.owner === owner) one.release()
        },
      }
    },
  }
}
