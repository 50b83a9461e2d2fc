import type { Story } from './story.ts'

/** The invariants that a simulation looks at, by the numbers of the design. */
export const invariants = {
  I1: 'versions are dense and linked',
  I2: 'snapshot and frames equal the full sync',
  I3: 'who drops and resumes ends equal',
  I4: 'a snapshot is one instant',
  I5: 'acknowledged is visible on every node',
  I6: 'acknowledged is durable',
  I7: 'nothing phantom',
  I8: 'effects happen once, with one answer',
  I9: 'batches are all or nothing',
  I10: 'guests and tables agree after every frame',
  I11: 'a party that ends holds no table',
  I12: 'one table, one party; what is later is later',
  I13: 'one If-Match, one success',
  I14: 'no version goes back',
  I16: 'a bad cursor gives no part',
  I17: 'all equal within 10 s of healing',
  I19: 'since=<time> loses nothing',
  I20: 'each command has one outcome',
} as const
export type Invariant = keyof typeof invariants

export interface Violation {
  /** `code`: something was thrown, or logged as an error, that nobody expected. */
  invariant: Invariant | 'code'
  detail: string
}

/** Counts what was checked, and keeps the first thing that did not hold. */
export interface Checks {
  /** The claim must hold. */
  holds(invariant: Invariant, claim: boolean, detail: () => string): void
  /** Something that must never come to pass did. */
  fail(invariant: Invariant | 'code', detail: string): void
  readonly counts: ReadonlyMap<Invariant, number>
  readonly violation: Violation | undefined
}

export function openChecks(story: Story): Checks {
  const counts = new Map<Invariant, number>()
  let violation: Violation | undefined

  function fail(invariant: Invariant | 'code', detail: string): void {
    if (violation) return
    violation = { invariant, detail }
    story.tell('VIOLATION', `${invariant} ${invariant === 'code' ? '' : invariants[invariant]}: ${detail}`)
  }

  return {
    holds(invariant, claim, detail) {
      counts.set(invariant, (counts.get(invariant) ?? 0) + 1)
      if (!claim) fail(invariant, detail())
    },
    fail,
    counts,
    get violation() {
      return violation
    },
  }
}
