import { median } from './statistics.ts'

/** What one run of a second or two measured: numbers by name, each to be joined with the same one of other rounds. */
export type Sample = Readonly<Record<string, number>>

/**
 * Measures several things in turns. Half as many rounds as are counted go before and are not, unless `isCold`: a process
 * becomes faster for seconds. Who begins changes with every round, so that a machine that becomes slower or faster
 * meanwhile does so for all of them.
 */
export async function inTurns<T extends Readonly<Record<string, Sample>>>(options: {
  rounds: number
  of: { [K in keyof T]: () => Promise<T[K]> }
  /** Each round starts processes of its own, so that there is nothing to warm up. */
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
