import { type Invariant, invariants } from './invariants/invariants.ts'
import type { Trace } from './trace.ts'

/** An invariant that did not hold. */
export interface Violation {
  /** `code`: something threw, or logged an error, that no invariant expects. */
  invariant: Invariant | 'code'
  detail: string
}

/** Counts what was checked, and keeps what did not hold. */
export interface Checker {
  /** Counts one check of an invariant; `detail` says what was seen instead if it does not hold. */
  check(invariant: Invariant, holds: boolean, detail: () => string): void
  /** Reports something that must never happen, where there is no check to count. */
  fail(invariant: Violation['invariant'], detail: string): void
  /** How often each invariant was checked. */
  readonly counts: ReadonlyMap<Invariant, number>
  /** The first ones, in the order in which they were found. */
  readonly violations: readonly Violation[]
}

/** Opens a checker that writes violations to the trace too, and keeps the first `keptViolations`. */
export function openChecker(trace: Trace, { keptViolations }: { keptViolations: number }): Checker {
  const counts = new Map<Invariant, number>()
  const violations: Violation[] = []

  function fail(invariant: Violation['invariant'], detail: string): void {
    if (violations.length >= keptViolations) return
    violations.push({ invariant, detail })
    trace.record('VIOLATION', `[${invariant}] ${detail}`)
  }

  return {
    check(invariant, holds, detail) {
      counts.set(invariant, (counts.get(invariant) ?? 0) + 1)
      if (!holds) fail(invariant, detail())
    },
    fail,
    counts,
    violations,
  }
}

const maxTitle = 90

/** A table of how often each invariant of `expected` was checked. */
export function formatCounts(counts: ReadonlyMap<Invariant, number>, expected: readonly Invariant[]): string {
  const rows = expected.map((id) => {
    const text = invariants[id]
    const title = text.length > maxTitle ? `${text.slice(0, maxTitle)}…` : text
    return `  ${id.padEnd(4)} ${String(counts.get(id) ?? 0).padStart(10)}  ${title}`
  })
  return ['           checked  invariant', ...rows].join('\n')
}
