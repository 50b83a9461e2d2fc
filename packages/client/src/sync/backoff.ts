const leastMs = 500
const mostMs = 30_000

/**
 * Milliseconds before try number `attempt` (the first is 0): between 0.5 s and a bound that doubles from 1 s to 30 s
 * (SY105). Anywhere between the two, so that those whom one server's end cut off do not all come back at once.
 */
export function backoffMs(attempt: number, random: () => number): number {
  const bound = Math.min(mostMs, 2 * leastMs * 2 ** Math.min(attempt, 10))
  return Math.round(leastMs + random() * (bound - leastMs))
}
