/** The server's clock as far as this device knows it. */
export interface ServerClock {
  /** Milliseconds since 1970. */
  now(): number
  /** Takes how many milliseconds the server's clock is ahead of this device's. */
  setOffset(offsetMs: number): void
}

export function openServerClock(deviceNow: () => number): ServerClock {
  let offsetMs = 0
  return {
    now: () => deviceNow() + offsetMs,
    setOffset(next) {
      offsetMs = next
    },
  }
}
