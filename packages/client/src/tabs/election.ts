import type { Locks } from './locks.ts'

/** Whether this tab leads. */
export interface Election {
  /** Takes the lead from a tab that does not answer any more. */
  seize(): void
  stop(): Promise<void>
}

/**
 * Waits for the lock that one tab of a browser has at a time. A tab that ends gives it back, however it ends; one that
 * the system put to sleep (as phones do with pages in the background) keeps it and does nothing: then it can be taken,
 * and whoever had it hears of that on waking up. Meanwhile two may send, which ids make harmless.
 */
export function openElection(options: {
  locks: Locks
  name: string
  onWon(): Promise<void>
  onLost(): Promise<void>
  report(error: unknown): void
}): Election {
  const { locks, name, onWon, onLost, report } = options
  let release: () => void = () => {}
  let giveUp = new AbortController()
  let isOver = false
  let asked: Promise<void> = Promise.resolve()

  function ask({ isSeizing }: { isSeizing: boolean }): void {
    const mine = new AbortController()
    let isLeading = false
    giveUp = mine
    const lead = async () => {
      if (mine.signal.aborted) return
      isLeading = true
      const released = new Promise<void>((resolve) => {
        release = resolve
      })
      await onWon()
      await released
    }
    const holding = locks.hold(name, lead, isSeizing ? { steal: true } : { signal: mine.signal })
    asked = holding.catch(async (error: unknown) => {
      if (mine.signal.aborted) return
      if (!isLeading) {
        report(error)
        return
      }
      release()
      await onLost()
      if (!isOver) ask({ isSeizing: false })
    })
  }

  ask({ isSeizing: false })
  return {
    seize() {
      if (isOver) return
      giveUp.abort()
      ask({ isSeizing: true })
    },
    async stop() {
      isOver = true
      giveUp.abort()
      release()
      await asked
    },
  }
}
