/** Lets large request bodies be read one in each turn of the event loop. */
export interface BodyTurns {
  /** Resolves when it is the turn of a body of `owner`: those who wait take turns by owner. */
  next(owner: string): Promise<void>
}

// A body of a megabyte takes about as long.
const pauseMs = 15

/**
 * Reading a body of a megabyte takes some ten milliseconds, in one piece. Without turns, ten that arrive together would hold
 * up everybody for all of them.
 */
export function openBodyTurns(): BodyTurns {
  const waiting = new Map<string, (() => void)[]>()
  let isScheduled = false
  let startedAt = Number.NEGATIVE_INFINITY

  function schedule(): void {
    if (isScheduled) return
    isScheduled = true
    // The first is read at once. While others wait, as much time as a body takes is for everything else.
    if (performance.now() - startedAt > pauseMs) setImmediate(begin)
    else setTimeout(begin, pauseMs)
  }

  function begin(): void {
    isScheduled = false
    startedAt = performance.now()
    const [next] = waiting
    if (!next) return
    const [owner, queue] = next
    // To the end of the order, behind the others who wait.
    waiting.delete(owner)
    const start = queue.shift()
    if (queue.length > 0) waiting.set(owner, queue)
    if (waiting.size > 0) schedule()
    start?.()
  }

  return {
    next(owner) {
      const { promise, resolve } = Promise.withResolvers<void>()
      const queue = waiting.get(owner) ?? []
      queue.push(resolve)
      waiting.set(owner, queue)
      schedule()
      return promise
    },
  }
}
