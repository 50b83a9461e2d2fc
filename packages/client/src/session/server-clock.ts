/** By how many milliseconds the server's clock is ahead of this device's: somewhere between the two. */
export interface ClockWindow {
  leastMs: number
  mostMs: number
}

/** The server's clock as far as this device knows it. */
export interface ServerClock {
  /** Milliseconds since 1970. */
  now(): number
  readonly offsetMs: number
  take(window: ClockWindow): void
  /** Takes what an earlier page knew, unless this one knows better: a device that starts offline has the right time too. */
  restore(offsetMs: number): void
}

export function openServerClock(deviceNow: () => number): ServerClock {
  let offsetMs = 0
  let isKnown = false
  return {
    now: () => deviceNow() + offsetMs,
    get offsetMs() {
      return offsetMs
    },
    // An offset inside of the window stays: a clock that jumped with each message would show times that go back.
    take({ leastMs, mostMs }) {
      offsetMs = isKnown ? Math.min(Math.max(offsetMs, leastMs), mostMs) : Math.round((leastMs + mostMs) / 2)
      isKnown = true
    },
    restore(known) {
      if (!isKnown) offsetMs = known
    },
  }
}

/**
 * What an instant of the server says of its clock at `deviceNow`; undefined where it is none. An instant in whole seconds
 * was cut, so the clock may be almost a second further.
 */
export function clockWindowOf(instant: string, deviceNow: number): ClockWindow | undefined {
  const leastMs = Date.parse(instant) - deviceNow
  if (!Number.isFinite(leastMs)) return undefined
  return { leastMs, mostMs: instant.includes('.') ? leastMs : leastMs + 999 }
}
