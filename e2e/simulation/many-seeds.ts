import { type Invariant, invariants } from './checks.ts'
import { type Ending, runSeed } from './run-seed.ts'

/** What came of many seeds. */
export interface Tally {
  seeds: number
  /** How often each invariant was looked at. */
  counts: Map<Invariant, number>
  /** Those that found something. */
  failed: Ending[]
  happenings: number
  /** Of simulated time, and of real. */
  simulatedSeconds: number
  seconds: number
}

/** Plays seed after seed, as many as wanted, or as fit into `withinMs`; stops at the first that finds something. */
export async function runSeeds(options: {
  from: number
  count: number
  withinMs?: number
  goOn?: boolean
  told?: (ending: Ending) => void
}): Promise<Tally> {
  const { from, count, withinMs = Number.POSITIVE_INFINITY, goOn = false, told } = options
  const startedAt = performance.now()
  const counts = new Map<Invariant, number>()
  const tally: Tally = { seeds: 0, counts, failed: [], happenings: 0, simulatedSeconds: 0, seconds: 0 }
  for (let seed = from; seed < from + count && performance.now() - startedAt < withinMs; seed++) {
    const ending = await runSeed(seed)
    tally.seeds += 1
    tally.happenings += ending.happenings
    tally.simulatedSeconds += ending.seconds
    for (const [invariant, times] of ending.counts) counts.set(invariant, (counts.get(invariant) ?? 0) + times)
    told?.(ending)
    if (!ending.violation) continue
    tally.failed.push(ending)
    if (!goOn) break
  }
  tally.seconds = (performance.now() - startedAt) / 1000
  return tally
}

/** The tally as a small table. */
export function tableOf({ seeds, counts, failed, happenings, simulatedSeconds, seconds }: Tally): string {
  const rows = (Object.keys(invariants) as Invariant[]).map(
    (id) => `  ${id.padEnd(4)} ${String(counts.get(id) ?? 0).padStart(10)}  ${invariants[id]}`,
  )
  const rate = (seeds / seconds).toFixed(1)
  const summary =
    `${seeds} seeds in ${seconds.toFixed(0)} s (${rate} a second), ${happenings} happenings in ` +
    `${(simulatedSeconds / 60).toFixed(0)} simulated minutes; ${failed.length} found something`
  return [summary, '  what      checked', ...rows].join('\n')
}

/** The story of a seed that found something, and how to hear it again. */
export function storyOf({ seed, violation, story }: Ending): string {
  return [
    ...story,
    '',
    `Seed ${seed}: ${violation?.invariant} ${violation?.detail}`,
    `Run it alone with: npm run simulate -- --seed ${seed}`,
  ].join('\n')
}
