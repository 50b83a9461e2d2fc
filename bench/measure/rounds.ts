import { median } from './statistics.ts'

/** What one run of a second or two measured: numbers by name, each to be joined with the same one of other rounds. */
export type Sample = Readonly<Record<string, number>>

/**
 * Measures several things in turns, after one round of each that does not count unless `isCold`. Who begins changes with
 * every round, so that a machine that becomes slower or faster meanwhile does so for all of them.
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
  if (!isCold) for (const name of names) await of[name]()
  for (let round = 0; round < rounds; round++) {
    for (const name of round % 2 === 0 ? names : names.toReversed()) measured[name].push(await of[name]())
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
