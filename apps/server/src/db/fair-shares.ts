import { Problem } from '@qtable/domain'

/** Shares a number of places, such as connections, so that none of their users can hold all of them. */
export interface FairShares {
  /**
   * Takes a place; resolves to the function that gives it back. `keys` are those on whose account it is taken: a key that
   * holds its share waits for its own places, and while places are rare, the first keys take turns. Rejects with
   * `unavailable` after the longest wait.
   */
  take(keys: readonly string[]): Promise<() => void>
}

export interface FairSharesOptions {
  total: number
  /** The most places of a key. */
  shareOf: (key: string) => number
  maxWaitMs: number
}

interface Waiting {
  keys: readonly string[]
  start: () => void
}

export function openFairShares({ total, shareOf, maxWaitMs }: FairSharesOptions): FairShares {
  let taken = 0
  const takenBy = new Map<string, number>()
  /** By first key, in the order in which the keys take turns. */
  const queues = new Map<string, Waiting[]>()

  function mayTake(keys: readonly string[]): boolean {
    return taken < total && keys.every((key) => (takenBy.get(key) ?? 0) < shareOf(key))
  }

  function hold(keys: readonly string[]): () => void {
    taken += 1
    for (const key of keys) takenBy.set(key, (takenBy.get(key) ?? 0) + 1)
    let isHeld = true
    return () => {
      if (!isHeld) return
      isHeld = false
      taken -= 1
      for (const key of keys) {
        const left = (takenBy.get(key) ?? 1) - 1
        if (left > 0) takenBy.set(key, left)
        else takenBy.delete(key)
      }
      startWaiting()
    }
  }

  // Each start moves its key to the end of the order: the next place is for another one.
  function startWaiting(): void {
    for (const [first, queue] of [...queues]) {
      if (taken >= total) return
      const index = queue.findIndex(({ keys }) => mayTake(keys))
      const [next] = index === -1 ? [] : queue.splice(index, 1)
      if (!next) continue
      queues.delete(first)
      if (queue.length > 0) queues.set(first, queue)
      next.start()
    }
  }

  function wait(keys: readonly string[]): Promise<() => void> {
    const { promise, resolve, reject } = Promise.withResolvers<() => void>()
    const first = keys[0] ?? ''
    const queue = queues.get(first) ?? []
    const timer = setTimeout(() => {
      queue.splice(queue.indexOf(waiting), 1)
      if (queue.length === 0 && queues.get(first) === queue) queues.delete(first)
      const isOver = keys.some((key) => (takenBy.get(key) ?? 0) >= shareOf(key))
      const detail = isOver ? 'Too many of your requests wait for their turn' : 'Too many requests wait for their turn'
      reject(new Problem('unavailable', detail, { retryAfterSeconds: 2 }))
    }, maxWaitMs)
    const waiting: Waiting = {
      keys,
      start() {
        clearTimeout(timer)
        resolve(hold(keys))
      },
    }
    queue.push(waiting)
    queues.set(first, queue)
    return promise
  }

  return {
    take: async (keys) => (mayTake(keys) ? hold(keys) : wait(keys)),
  }
}
