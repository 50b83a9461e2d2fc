const leastMs = 500
const mostMs = 30_000

/**
 * Milliseconds before attempt number `attempt` (the first is 0): between 0.5 s and a bound that doubles from 1 s to 30 s
 * (SY105). Random over the whole span, so that the clients of a server that stops do not all come back at once.
 */
export function backoffMs(attempt: number, random: () => number): number {
  const bound = Math.min(mostMs, 2 * leastMs * 2 ** Math.min(attempt, 10))
  return Math.round(leastMs + random() * (bound - leastMs))
}
