import { median } from './statistics.ts'

/** What one run of a second or two measured: numbers by name, each to be joined with the same one of other rounds. */
export type Sample = Readonly<Record<string, number>>

/** The rounds of two things that were measured in turns. */
export interface Rounds<F extends Sample, L extends Sample> {
  figure: F[]
  limit: L[]
}

/**
 * Measures two things in turns, after one round of each that does not count unless `isCold`. Who begins changes with every round, so
 * that a machine that becomes slower or faster meanwhile does so for both.
 */
export async function inTurns<F extends Sample, L extends Sample>(options: {
  rounds: number
  figure: () => Promise<F>
  limit: () => Promise<L>
  /** Each round starts processes of its own, so that there is nothing to warm up. */
  isCold?: boolean
}): Promise<Rounds<F, L>> {
  const { rounds, figure, limit, isCold = false } = options
  const measured: Rounds<F, L> = { figure: [], limit: [] }
  if (!isCold) {
    await figure()
    await limit()
  }
  for (let round = 0; round < rounds; round++) {
    const turns = [async () => measured.figure.push(await figure()), async () => measured.limit.push(await limit())]
    for (const turn of round % 2 === 0 ? turns : turns.reverse()) await turn()
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
