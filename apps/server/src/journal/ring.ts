import type { Logged } from './log.ts'

// A phone that slept a minute in a busy service comes back without a query. A transaction weighs a kilobyte or two (most
// of it the entities as they were), so where many floors are held each keeps fewer: all of them 100 to 200 MB.
const atMost = 512
// As many as a socket gets one by one; what is further behind gets them merged.
const atLeast = 64
const inAll = 100_000

/** The latest transactions of a floor after `news`, oldest first: as many as its share of a node that holds `floors`. */
export function recentAfter(recent: readonly Logged[], news: readonly Logged[], floors: number): readonly Logged[] {
  const share = Math.floor(inAll / Math.max(1, floors))
  return [...recent, ...news].slice(-Math.max(atLeast, Math.min(atMost, share)))
}
