import type { Happening, Timeline } from './timeline.ts'

/** What the server's code takes for the timers of its process. */
class VirtualTimer {
  happening: Happening | undefined

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
 * Puts clock and timers of this process on a timeline, so that the server's own code runs on it as it is. Gives how to
 * put them back.
 */
export function takeOverClock(timeline: Timeline): () => void {
  const { setTimeout, clearTimeout, setInterval, clearInterval, setImmediate, clearImmediate } = globalThis
  const realNow = Date.now

  function start(run: (...given: unknown[]) => void, ms = 0, ...given: unknown[]): VirtualTimer {
    const timer = new VirtualTimer()
    timer.happening = timeline.after(ms, () => run(...given))
    return timer
  }

  function repeat(run: (...given: unknown[]) => void, ms = 0, ...given: unknown[]): VirtualTimer {
    const timer = new VirtualTimer()
    const again = () => {
      timer.happening = timeline.after(ms, () => {
        again()
        run(...given)
      })
    }
    again()
    return timer
  }

  function stop(timer: unknown): void {
    if (timer instanceof VirtualTimer && timer.happening) timeline.cancel(timer.happening)
  }

  Object.assign(globalThis, {
    setTimeout: start,
    clearTimeout: stop,
    setInterval: repeat,
    clearInterval: stop,
    setImmediate: (run: () => void, ...given: unknown[]) => start(run, 0, ...given),
    clearImmediate: stop,
  })
  Date.now = () => Math.floor(timeline.clock)
  // The clock that nobody sets.
  Object.defineProperty(performance, 'now', { value: () => timeline.now, configurable: true })
  return () => {
    Reflect.deleteProperty(performance, 'now')
    Object.assign(globalThis, { setTimeout, clearTimeout, setInterval, clearInterval, setImmediate, clearImmediate })
    Date.now = realNow
  }
}
