/** A clock that moves only when told, and the timers on it. */
export interface VirtualClock {
  /** Milliseconds since 1970. */
  now(): number
  setTimeout(run: () => void, ms: number): unknown
  clearTimeout(timer: unknown): void
  /** Lets `ms` pass: runs each timer that is due, and everything that follows from it before the next timer. */
  advance(ms: number): Promise<void>
  /** Lets time pass until `isDone`. Throws where that takes longer than `ms`. */
  until(isDone: () => boolean, ms?: number): Promise<void>
}

interface VirtualTimer {
  at: number
  order: number
  run: () => void
}

// A chain of promises settles over several turns of the microtask queue.
const turns = 30

/** Lets everything happen that needs no timer. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < turns; turn++) await Promise.resolve()
}

export function virtualClock(startsAt = Date.parse('2026-05-01T17:00:00.000Z')): VirtualClock {
  const timers = new Set<VirtualTimer>()
  let now = startsAt
  let order = 0

  function nextBefore(end: number): VirtualTimer | undefined {
    let next: VirtualTimer | undefined
    for (const timer of timers) {
      if (timer.at > end) continue
      if (!next || timer.at < next.at || (timer.at === next.at && timer.order < next.order)) next = timer
    }
    return next
  }

  async function runNext(end: number): Promise<boolean> {
    await settle()
    const next = nextBefore(end)
    if (!next) return false
    timers.delete(next)
    now = Math.max(now, next.at)
    next.run()
    await settle()
    return true
  }

  return {
    now: () => now,
    setTimeout(run, ms) {
      const timer = { at: now + Math.max(0, ms), order: order++, run }
      timers.add(timer)
      return timer
    },
    clearTimeout(timer) {
      timers.delete(timer as VirtualTimer)
    },
    async advance(ms) {
      const end = now + ms
      while (await runNext(end));
      now = end
      await settle()
    },
    async until(isDone, ms = 120_000) {
      const end = now + ms
      await settle()
      while (!isDone()) {
        if (await runNext(end)) continue
        // Some chains of promises are long: a stored outbox is read row by row.
        for (let more = 0; more < 100 && !isDone(); more++) await settle()
        if (!isDone() && !nextBefore(end)) throw new Error(`The condition did not hold within ${ms} ms`)
      }
    },
  }
}
