import { median } from './statistics.ts'

/** The numbers that one round measured, by name. */
export type Sample = Readonly<Record<string, number>>

/**
 * Measures several things in interleaved rounds. The order is reversed with every round, so that a machine that slows down
 * or speeds up does so for all of them. Half as many warm-up rounds come first and do not count, because Node speeds up for
 * seconds; with `isCold` there are none.
 */
export async function interleave<T extends Readonly<Record<string, Sample>>>(options: {
  rounds: number
  of: { [K in keyof T]: () => Promise<T[K]> }
  /** Every round starts new processes, so there is nothing to warm up. */
  isCold?: boolean
}): Promise<{ [K in keyof T]: T[K][] }> {
  const { rounds, of, isCold = false } = options
  const names = Object.keys(of) as (keyof T)[]
  const measured = Object.fromEntries(names.map((name) => [name, []])) as unknown as { [K in keyof T]: T[K][] }
  for (let round = isCold ? 0 : -Math.ceil(rounds / 2); round < rounds; round++) {
    for (const name of round % 2 === 0 ? names : names.toReversed()) {
      const sample = await of[name]()
      if (round >= 0) measured[name].push(sample)
    }
  }
  return measured
}

/** The median of each number over the rounds. */
export function medians<S extends Sample>(rounds: readonly S[]): S {
  const [first] = rounds
  if (!first) throw new Error('no round was measured')
  const entries = Object.keys(first).map((name) => [name, median(rounds.map((round) => round[name] ?? Number.NaN))])
  return Object.fromEntries(entries)
}
