import type { ScheduledEvent, Scheduler } from './scheduler.ts'

/** What `setTimeout` and its relatives return: the code of the server calls `unref` on it. */
class VirtualTimer {
  event: ScheduledEvent | undefined

  ref(): this {
    return this
  }

  unref(): this {
    return this
  }

  hasRef(): boolean {
    return true
  }
}

/**
 * Replaces the clocks and timers of this process with those of a scheduler, so that the server's own code runs on
 * virtual time unchanged. Returns a function that restores the real ones.
 */
export function installVirtualTime(scheduler: Scheduler): () => void {
  const { setTimeout, clearTimeout, setInterval, clearInterval, setImmediate, clearImmediate } = globalThis
  const realNow = Date.now

  function start(run: (...given: unknown[]) => void, ms = 0, ...given: unknown[]): VirtualTimer {
    const timer = new VirtualTimer()
    timer.event = scheduler.schedule(ms, () => run(...given), scheduler.process)
    return timer
  }

  function repeat(run: (...given: unknown[]) => void, ms = 0, ...given: unknown[]): VirtualTimer {
    const timer = new VirtualTimer()
    const scheduleNext = () => {
      const tick = () => {
        scheduleNext()
        run(...given)
      }
      timer.event = scheduler.schedule(ms, tick, scheduler.process)
    }
    scheduleNext()
    return timer
  }

  function stop(timer: unknown): void {
    if (timer instanceof VirtualTimer && timer.event) scheduler.cancel(timer.event)
  }

  Object.assign(globalThis, {
    setTimeout: start,
    clearTimeout: stop,
    setInterval: repeat,
    clearInterval: stop,
    setImmediate: (run: () => void, ...given: unknown[]) => start(run, 0, ...given),
    clearImmediate: stop,
  })
  Date.now = () => Math.floor(scheduler.localTime)
  // The monotonic clock has no skew.
  Object.defineProperty(performance, 'now', { value: () => scheduler.now, configurable: true })
  return () => {
    Reflect.deleteProperty(performance, 'now')
    Object.assign(globalThis, { setTimeout, clearTimeout, setInterval, clearInterval, setImmediate, clearImmediate })
    Date.now = realNow
  }
}
