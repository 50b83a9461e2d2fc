/** A token bucket (rate limiter): allows `perSecond` calls per second, and bursts of the same size after a pause. */
export function openTokenBucket(perSecond: number, elapsed: () => number): { take(): boolean } {
  let tokens = perSecond
  let filledAt = elapsed()
  return {
    take() {
      const at = elapsed()
      tokens = Math.min(perSecond, tokens + (Math.max(0, at - filledAt) / 1000) * perSecond)
      filledAt = at
      if (tokens < 1) return false
      tokens -= 1
      return true
    },
  }
}
