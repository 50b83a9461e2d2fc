import { formatCounts } from '../checker.ts'
import type { Invariant } from '../invariants/invariants.ts'
import { runSeed, type SeedResult } from './run-seed.ts'

/** The invariants that the simulation checks. */
export const simulatedInvariants: readonly Invariant[] = [
  ...(['I1', 'I2', 'I3', 'I4', 'I5', 'I6', 'I7', 'I8', 'I9', 'I10'] as const),
  ...(['I11', 'I12', 'I13', 'I14', 'I16', 'I17', 'I19', 'I20', 'I35', 'I36'] as const),
]

/** The sum over many seeds. */
export interface SimulationReport {
  seeds: number
  counts: Map<Invariant, number>
  /** The seeds with a violation. */
  failed: SeedResult[]
  events: number
  virtualSeconds: number
  realSeconds: number
}

/** Runs seed after seed: `count` of them, or as many as start within `withinMs`. Stops at the first violation. */
export async function runSeeds(options: {
  from: number
  count: number
  withinMs?: number
  /** Runs the rest too after a violation. */
  keepsGoing?: boolean
  /** How much of each trace is kept; a default that shows the cause of most violations. */
  keptLines?: number | undefined
  onResult?: (result: SeedResult) => void
}): Promise<SimulationReport> {
  const { from, count, withinMs = Number.POSITIVE_INFINITY, keepsGoing = false, keptLines, onResult } = options
  const startedAt = performance.now()
  const counts = new Map<Invariant, number>()
  const report: SimulationReport = { seeds: 0, counts, failed: [], events: 0, virtualSeconds: 0, realSeconds: 0 }
  for (let seed = from; seed < from + count && performance.now() - startedAt < withinMs; seed++) {
    const result = await runSeed(seed, { keptLines })
    report.seeds += 1
    report.events += result.events
    report.virtualSeconds += result.virtualSeconds
    for (const [invariant, times] of result.counts) counts.set(invariant, (counts.get(invariant) ?? 0) + times)
    onResult?.(result)
    if (!result.violation) continue
    report.failed.push(result)
    if (!keepsGoing) break
  }
  report.realSeconds = (performance.now() - startedAt) / 1000
  return report
}

/** A line of totals, and how often each invariant was checked. */
export function formatReport({ seeds, counts, failed, events, virtualSeconds, realSeconds }: SimulationReport): string {
  const rate = (seeds / realSeconds).toFixed(1)
  const summary =
    `${seeds} seeds in ${realSeconds.toFixed(0)} s (${rate} per second), ${events} events in ` +
    `${(virtualSeconds / 60).toFixed(0)} minutes of virtual time; ${failed.length} with a violation`
  return [summary, formatCounts(counts, simulatedInvariants)].join('\n')
}

/** The end of the trace of a seed with a violation, and how to run it again. */
export function formatFailure({ seed, violation, trace }: SeedResult): string {
  return [
    ...trace,
    '',
    `Seed ${seed}: [${violation?.invariant}] ${violation?.detail}`,
    `Run it alone with: npm run simulate -- --seed ${seed}`,
  ].join('\n')
}
