import type { ChannelLike } from '../tabs/channel.ts'
import type { HoldOptions } from '../tabs/locks.ts'
import type { TabsOptions } from '../tabs/tabs.ts'

/** What the tabs of one pretended browser share: locks, and channels that carry copies. */
export interface FakeTabs {
  /** The means of one more tab. */
  open(): TabsOptions & {
    kill(): void
    /** Keeps every message of the other tabs from it, until it is told otherwise: then all come at once. */
    deafen(isDeaf: boolean): void
  }
}

interface Held {
  owner: object
  release: () => void
  steal: () => void
}

export function openFakeTabs(): FakeTabs {
  const channels = new Map<string, Set<ChannelLike & { owner: object }>>()
  const held = new Map<string, Held>()
  const deaf = new Map<object, (() => unknown)[]>()
  const queues = new Map<string, { owner: object; start: () => void }[]>()

  function next(name: string): void {
    held.delete(name)
    queues.get(name)?.shift()?.start()
  }

  function request(owner: object, name: string, options: HoldOptions, work: () => Promise<unknown>) {
    const signal = 'signal' in options ? options.signal : undefined
    return new Promise<unknown>((resolve, reject) => {
      const start = () => {
        let isOver = false
        const release = () => {
          if (isOver) return
          isOver = true
          next(name)
        }
        const steal = () => {
          isOver = true
          reject(new DOMException('The lock was stolen', 'AbortError'))
        }
        held.set(name, { owner, release, steal })
        work().then(resolve, reject).finally(release)
      }
      const waiting = { owner, start }
      signal?.addEventListener('abort', () => {
        const queue = queues.get(name) ?? []
        const at = queue.indexOf(waiting)
        if (at >= 0) queue.splice(at, 1)
        reject(signal.reason)
      })
      if ('steal' in options) {
        held.get(name)?.steal()
        start()
      } else if (!held.has(name)) start()
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
          if (other === channel) continue
          const deliver = () => others.has(other) && other.onmessage?.({ data } as never)
          const missed = deaf.get(other.owner)
          if (missed) missed.push(deliver)
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
        locks: { request: (name, options, work) => request(owner, name, options, work) },
        openChannel: (name) => openChannel(owner, name),
        deafen(isDeaf) {
          const missed = deaf.get(owner) ?? []
          if (isDeaf) deaf.set(owner, missed)
          else deaf.delete(owner)
          if (!isDeaf) for (const deliver of missed) queueMicrotask(deliver)
        },
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
