import type { HoldOptions } from '../tabs/locks.ts'

/** The Web Locks of one fake browser. An owner is a tab. */
export interface FakeLocks {
  request(owner: object, lock: { name: string; options: HoldOptions; work: () => Promise<unknown> }): Promise<unknown>
  /** Releases the locks of a tab that ended. */
  kill(owner: object): void
}

interface Held {
  owner: object
  release: () => void
  steal: () => void
}

export function openFakeLocks(): FakeLocks {
  const held = new Map<string, Held>()
  const queues = new Map<string, { owner: object; start: () => void }[]>()

  function grant(name: string, owner: object, work: () => Promise<unknown>): Promise<unknown> {
    return new Promise((resolve, reject) => {
      let isOver = false
      const release = () => {
        if (isOver) return
        isOver = true
        held.delete(name)
        queues.get(name)?.shift()?.start()
      }
      const steal = () => {
        isOver = true
        reject(new DOMException('The lock was stolen', 'AbortError'))
      }
      held.set(name, { owner, release, steal })
      work().then(resolve, reject).finally(release)
    })
  }

  function queue(
    name: string,
    owner: object,
    { work, signal }: { work: () => Promise<unknown>; signal: AbortSignal | undefined },
  ): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const waiting = { owner, start: () => void grant(name, owner, work).then(resolve, reject) }
      queues.set(name, [...(queues.get(name) ?? []), waiting])
      signal?.addEventListener('abort', () => {
        leave(name, (other) => other === waiting)
        reject(signal.reason)
      })
    })
  }

  function leave(name: string, isLeaving: (waiting: { owner: object }) => boolean): void {
    queues.set(
      name,
      (queues.get(name) ?? []).filter((waiting) => !isLeaving(waiting)),
    )
  }

  return {
    request(owner, { name, options, work }) {
      if ('steal' in options) held.get(name)?.steal()
      else if (held.has(name)) return queue(name, owner, { work, signal: options.signal })
      return grant(name, owner, work)
    },
    kill(owner) {
      for (const name of queues.keys()) leave(name, (waiting) => waiting.owner === owner)
      for (const one of [...held.values()]) if (one.owner === owner) one.release()
    },
  }
}
