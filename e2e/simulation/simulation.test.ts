import { expect, test } from 'vitest'
import { type Invariant, invariants } from './checks.ts'
import { runSeeds, storyOf, tableOf } from './many-seeds.ts'
import { runSeed } from './run-seed.ts'

const one = process.env.SIM_SEED
const wanted = process.env.SIM_SEEDS
// Without being asked for more: what fits two minutes.
const count = one ? 1 : Number(wanted ?? 1000)
const withinMs = one || wanted ? Number.POSITIVE_INFINITY : 115_000

test('a seed tells the same story each time', async () => {
  for (const seed of [1, 2, 3]) {
    const [first, second] = [await runSeed(seed), await runSeed(seed)]
    expect(second.hash).toBe(first.hash)
    expect(second.happenings).toBe(first.happenings)
  }
}, 60_000)

test('[I1] [I2] [I3] [I4] [I5] [I8] [I9] [I10] [I11] [I12] [I13] [I14] [I16] [I17] [I19] [I20] whatever network, nodes, clocks and database do: what must always hold does', async () => {
  const tally = await runSeeds({ from: Number(one ?? 1), count, withinMs })
  process.stdout.write(`${tableOf(tally)}\n`)
  const [failed] = tally.failed
  expect(failed ? storyOf(failed) : '').toBe('')
  if (!one) expect(Object.keys(invariants).filter((id) => !tally.counts.has(id as Invariant))).toEqual([])
}, 3_600_000)
