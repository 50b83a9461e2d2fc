import { openChecker, type Violation } from '../checker.ts'
import type { Invariant } from '../invariants/invariants.ts'
import { openTrace } from '../trace.ts'
import { installVirtualTime } from './install-virtual-time.ts'
import { openSimulation } from './open-simulation.ts'
import { runScenario } from './run-scenario.ts'
import { openScheduler } from './scheduler.ts'

/** How one seed ended. */
export interface SeedResult {
  seed: number
  /** The first one; the run stops there. */
  violation: Violation | undefined
  counts: ReadonlyMap<Invariant, number>
  /** Over the whole trace: the same in every run of the seed. */
  hash: string
  /** The latest lines of the trace, `keptLines` of them. */
  trace: readonly string[]
  /** Events that ran, seconds of virtual time, and versions of the restaurant. */
  events: number
  virtualSeconds: number
  versions: number
}

const evening = Date.parse('2026-05-01T17:00:00.000Z')
// The service day ends at 04:00 in Berlin.
const endOfNight = Date.parse('2026-05-02T01:59:56.000Z')

/** Runs the scenario of one seed: the same events in the same order each time. Never rejects. */
export async function runSeed(seed: number, { keptLines = 200 } = {}): Promise<SeedResult> {
  const rollsOver = seed % 4 === 0
  const startsAt = rollsOver ? endOfNight : evening
  const onError = (error: unknown) => checker.fail('code', stackOf(error))
  const scheduler = openScheduler(startsAt, onError)
  const trace = openTrace({ nowMs: () => scheduler.now, keptLines })
  const checker = openChecker(trace, { keptViolations: 1 })
  const restoreTime = installVirtualTime(scheduler)
  process.on('unhandledRejection', onError)
  // Refusals are frequent here, and the ten lines of a full stack trace cost more than the refusal.
  const { stackTraceLimit } = Error
  Error.stackTraceLimit = 6
  let versions = 0
  try {
    const simulation = await openSimulation(seed, { scheduler, checker, trace, rollsOver })
    await runScenario(simulation)
    versions = simulation.model.floor.version
  } catch (error) {
    onError(error)
  } finally {
    process.off('unhandledRejection', onError)
    Error.stackTraceLimit = stackTraceLimit
    restoreTime()
  }
  return {
    seed,
    violation: checker.violations[0],
    counts: checker.counts,
    hash: trace.hash(),
    trace: trace.lines(),
    events: scheduler.eventCount,
    virtualSeconds: (scheduler.now - startsAt) / 1000,
    versions,
  }
}

function stackOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error)
}
