import type { BenchContext } from '../bench-context.ts'
import type { Sample } from './rounds.ts'

/** One line of the table. */
export interface Line {
  /** What was measured. */
  figure: string
  /** What it is compared with. */
  baseline: string
  unit: string
  value: number
  /** Undefined where the figure has no baseline. */
  baselineValue: number | undefined
  /** `value / baselineValue`, or the median of that over the rounds. */
  ratio: number | undefined
  /** Latencies in milliseconds. */
  p50?: number | undefined
  p99?: number | undefined
  /** The target in words, and whether the figure meets it; undefined where the line has none. */
  target?: string | undefined
  isMet?: boolean | undefined
  /** The samples of every round, for the JSON file. */
  rounds: Readonly<Record<string, readonly Sample[]>>
}

/** A row of the table. */
export interface Row {
  name: string
  /** The database and the warm-up before the first round that counts, in a few words. */
  begins: string
  /** It takes long, and is measured only where the command names it. */
  isOnDemand?: boolean
  /** Measures; rejects where an answer was wrong. */
  run(bench: BenchContext): Promise<Line[]>
}
