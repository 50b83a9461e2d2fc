/** A token bucket (rate limiter): allows `perSecond` calls per second, and `burst` at once after a pause. */
export function openTokenBucket(perSecond: number, elapsed: () => number, burst = perSecond): { take(): boolean } {
  let tokens = burst
  let filledAt = elapsed()
  return {
    take() {
      const at = elapsed()
      tokens = Math.min(burst, tokens + (Math.max(0, at - filledAt) / 1000) * perSecond)
      filledAt = at
      if (tokens < 1) return false
      tokens -= 1
      return true
    },
  }
}
