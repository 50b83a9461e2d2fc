import type { World } from '../world/world.ts'
import type { Sample } from './rounds.ts'

/** One line of the table. */
export interface Line {
  /** What was measured. */
  figure: string
  /** What it is compared with. */
  limit: string
  unit: string
  value: number
  /** Undefined where nothing physical stands against it. */
  limitValue: number | undefined
  /** `value / limitValue`. */
  ratio: number | undefined
  /** In milliseconds. */
  p50?: number | undefined
  p99?: number | undefined
  /** What it must reach, as `docs/performance.md` says it, and whether it does; undefined where it has no mark. */
  mark?: string | undefined
  isReached?: boolean | undefined
  /** Every round, for whoever wants to know how far they lie apart. */
  rounds: Readonly<Record<string, readonly Sample[]>>
}

/** A row of the table: measures, and rejects where the answers were not right. */
export interface Row {
  name: string
  /** What there is before the first round that counts, in a few words: the database, and what was warmed. */
  begins: string
  /** It takes long, and is measured only where it is asked for by its name. */
  isOnDemand?: boolean
  run(world: World): Promise<Line[]>
}
