import type { Locks } from './locks.ts'

/** Elects one tab as the leader. */
export interface Election {
  /** Takes the lead from a tab that does not answer. */
  seize(): void
  stop(): Promise<void>
}

/**
 * Competes for the lock that the leader holds. The browser releases it when a tab ends, however it ends. A tab that the
 * system froze (as phones do in the background) keeps the lock and does nothing: then it can be stolen, and its former
 * holder learns of it on waking up. Until then both may send, which ids make harmless.
 */
export function openElection(options: {
  locks: Locks
  name: string
  onWon(): Promise<void>
  onLost(): Promise<void>
  reportError(error: unknown): void
}): Election {
  const { locks, name, onWon, onLost, reportError } = options
  let release: () => void = () => {}
  let request = new AbortController()
  let isOver = false
  let settled: Promise<void> = Promise.resolve()

  function compete({ isSeizing }: { isSeizing: boolean }): void {
    const own = new AbortController()
    let isLeading = false
    request = own
    const lead = async () => {
      if (own.signal.aborted) return
      isLeading = true
      const released = new Promise<void>((resolve) => {
        release = resolve
      })
      await onWon()
      await released
    }
    const holding = locks.hold(name, lead, isSeizing ? { steal: true } : { signal: own.signal })
    settled = holding.catch(async (error: unknown) => {
      if (own.signal.aborted) return
      if (!isLeading) {
        reportError(error)
        return
      }
      release()
      await onLost()
      if (!isOver) compete({ isSeizing: false })
    })
  }

  compete({ isSeizing: false })
  return {
    seize() {
      if (isOver) return
      request.abort()
      compete({ isSeizing: true })
    },
    async stop() {
      isOver = true
      request.abort()
      release()
      await settled
    },
  }
}
